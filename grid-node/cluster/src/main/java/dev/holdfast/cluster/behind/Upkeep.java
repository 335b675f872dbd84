package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the partitions of the coming days, and drops and deletes what is past its retention. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private static final long EVERY_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long PAUSE_MILLIS = 50;

  private final Connections connections;
  private final Days days;
  private final StoreSettings settings;
  private final Thread thread = new Thread(this::run, "store-upkeep");

  /**
   * Not begun yet.
   *
   * @param connections to write with
   */
  Upkeep(Connections connections, Days days, StoreSettings settings) {
    this.connections = connections;
    this.days = days;
    this.settings = settings;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        try {
          keep(Instant.now());
        } catch (SQLException e) {
          LOG.debug("the store's upkeep is tried again later", e);
        } catch (RuntimeException e) {
          LOG.error("the store's upkeep failed, which is tried again later", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.trace("closed");
    }
  }

  /** All that is due by then. */
  void keep(Instant now) throws SQLException, InterruptedException {
    try (Connection connection = connections.connection()) {
      days.ahead(connection, Days.day(now.toEpochMilli()));
      days.drop(connection, now.minus(settings.retention()));
    }
    Instant before = now.minus(settings.holdRetention());
    boolean more = true;
    while (more) {
      try (Connection connection = connections.connection()) {
        more = Retention.step(connection, before);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
