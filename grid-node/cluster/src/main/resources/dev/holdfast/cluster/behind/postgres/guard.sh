# Stops the PostgreSQL of a node that died, unless another node has taken it over by then.
# Arguments: folder, our mark in its file keeper, the postmaster's pid, seconds of grace.
# The node holds the other end of our input: it ends when the node does, however that ends.
folder=$1 mark=$2 pid=$3 grace=$4
trap '' INT HUP TERM QUIT
while read -r _; do :; done
sleep "$grace"
[ "$(cat "$folder/keeper" 2>/dev/null)" = "$mark" ] || exit 0
[ "$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null)" = "$pid" ] || exit 0
kill -INT "$pid"
