package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.SQLException;

/** Writes a round: each table with one statement for all its shards. One thread. */
final class ChangeWriter {
  private final Watermarks watermarks;
  private final CatalogueWriter catalogue = new CatalogueWriter();
  private final StockWriter stock = new StockWriter();
  private final HoldWriter holds = new HoldWriter();
  private final LogWriter log = new LogWriter();

  ChangeWriter(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  /** Everything but the commit. */
  void write(Connection connection, Statements statements, Round round) throws SQLException {
    clear();
    watermarks.lock(connection, statements, round);
    for (Stretch stretch : round.stretches()) {
      if (stretch.anew()) {
        Eraser.erase(connection, connection.getMetaData().getDatabaseMajorVersion(), stretch);
      }
      stock.add(stretch, round.catalogue().locationNames());
      holds.add(stretch, round.catalogue().poolNames());
      log.add(stretch);
    }
    catalogue.send(round, connection, statements);
    log.send(connection);
    stock.send(connection, statements);
    holds.send(connection, statements);
    watermarks.move(connection, statements, round);
  }

  void committed() {
    catalogue.committed();
  }

  /** What a round that failed has left. */
  private void clear() {
    stock.clear();
    holds.clear();
    log.clear();
    watermarks.clear();
  }
}
