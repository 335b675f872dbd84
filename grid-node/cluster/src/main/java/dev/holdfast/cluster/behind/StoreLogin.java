package dev.holdfast.cluster.behind;

import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where PostgreSQL is and who we are there. Its text never holds the password.
 *
 * @param url {@code jdbc:postgresql:}..., may carry user and password
 * @param user empty to take the URL's
 * @param password empty to take the URL's
 */
public record StoreLogin(String url, String user, String password) {

  /** Where the server is now; fails while it is nowhere. Safe for any thread, never blocks. */
  @FunctionalInterface
  public interface Source {
    StoreLogin login() throws SQLException;
  }

  /** Whether the driver understands the URL; tries no connection. */
  public boolean isValid() {
    try {
      return url.startsWith("jdbc:postgresql:") && plain().getDatabaseName() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Opens connections that cannot hang for ever.
   *
   * @param timeoutSeconds how long the server may stay silent; the URL's {@code socketTimeout} goes
   *     before it
   */
  PGSimpleDataSource source(String application, int timeoutSeconds) {
    PGSimpleDataSource source = plain();
    if (!url.contains("connectTimeout=")) {
      source.setConnectTimeout(2);
    }
    if (!url.contains("socketTimeout=")) {
      source.setSocketTimeout(timeoutSeconds);
    }
    if (!url.contains("ApplicationName=")) {
      source.setApplicationName(application);
    }
    source.setTcpKeepAlive(true);
    return source;
  }

  private PGSimpleDataSource plain() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    if (!user.isEmpty()) {
      source.setUser(user);
    }
    if (!password.isEmpty()) {
      source.setPassword(password);
    }
    return source;
  }

  /** Host, port and database. */
  @Override
  public String toString() {
    PGSimpleDataSource source = plain();
    return String.join(",", source.getServerNames())
        + ":"
        + source.getPortNumbers()[0]
        + "/"
        + source.getDatabaseName();
  }
}
