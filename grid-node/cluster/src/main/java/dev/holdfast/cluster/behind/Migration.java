package dev.holdfast.cluster.behind;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a store's schema to this version. */
final class Migration {
  private Migration() {}

  /** Safe when several nodes start at once: the others wait for the first one's lock. */
  static void run(DataSource source) throws SQLException {
    try {
      Flyway.configure(Migration.class.getClassLoader())
          .dataSource(source)
          .locations("classpath:db/migration")
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SQLException("the schema cannot be brought to this version: " + e.getMessage(), e);
    }
  }
}
