/** Nodes as processes of their own: started by the launcher, watched, ended, never left behind. */
@NullMarked
package dev.holdfast.ops.node;

import org.jspecify.annotations.NullMarked;
