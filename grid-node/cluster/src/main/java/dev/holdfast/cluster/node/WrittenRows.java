package dev.holdfast.cluster.node;

import dev.holdfast.cluster.behind.Drainer;
import dev.holdfast.cluster.behind.Ledger;
import dev.holdfast.cluster.ledger.Written;
import java.sql.Connection;
import java.sql.SQLException;

/** What a drainer has written. Safe for any thread. */
record WrittenRows(Ledger ledger, Drainer drainer) implements Written {

  @Override
  public Connection reading() throws SQLException {
    return ledger.reading();
  }

  @Override
  public boolean isReady() {
    return drainer.trouble().isEmpty();
  }

  @Override
  public long drained(int shard) {
    return drainer.figures(shard).drained();
  }

  @Override
  public boolean writes(int shard) {
    return drainer.writes(shard);
  }
}
