package dev.holdfast.cluster.behind;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** A real store whose commits fail when they are told to, before or after they count. */
final class FaultyStore implements Connections {

  /** What becomes of the next commits. */
  enum Commits {
    FINE,
    LOST_BEFORE,
    LOST_AFTER
  }

  private final TestStore store;
  Commits commits = Commits.FINE;

  /** Runs before each long read begins. */
  Runnable beforeReading = () -> {};

  FaultyStore(TestStore store) {
    this.store = store;
  }

  @Override
  public Connection connection() throws SQLException {
    Connection real = store.connection();
    return (Connection)
        Proxy.newProxyInstance(
            FaultyStore.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean commit = method.getName().equals("commit");
              if (commit && commits == Commits.LOST_BEFORE) {
                real.abort(Runnable::run);
                throw new SQLException("the connection broke");
              }
              try {
                Object result = method.invoke(real, arguments);
                if (commit && commits == Commits.LOST_AFTER) {
                  real.abort(Runnable::run);
                  throw new SQLException("the answer was lost");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public Connection reading() throws SQLException {
    beforeReading.run();
    return store.reading();
  }

  @Override
  public void cover(long millis) throws SQLException {
    store.cover(millis);
  }

  @Override
  public void forgetDays() {
    store.forgetDays();
  }
}
