package dev.holdfast.api;

import com.google.protobuf.Duration;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.holdfast.engine.StockGrid;
import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.TimeUnit;

/** When a call is no longer wanted, as readings of {@link System#nanoTime}. */
final class Deadlines {

  /** Further away than this is no deadline: it keeps sums from overflowing. */
  private static final long FAR_SECONDS = 100L * 365 * 24 * 3_600;

  private Deadlines() {}

  /** The deadline of the call that the current thread serves. */
  static long current() {
    Deadline grpc = Context.current().getDeadline();
    if (grpc != null) {
      return System.nanoTime() + grpc.timeRemaining(TimeUnit.NANOSECONDS);
    }
    ServiceRequestContext web = ServiceRequestContext.currentOrNull();
    if (web != null && web.requestTimeoutMillis() > 0) {
      long start = web.log().partial().requestStartTimeNanos();
      return start + TimeUnit.MILLISECONDS.toNanos(web.requestTimeoutMillis());
    }
    return StockGrid.NO_DEADLINE;
  }

  /** A call's own timeout within a stream that has a deadline too. */
  static long after(long nowNanos, Duration timeout, long streamDeadline) {
    if (timeout.getSeconds() >= FAR_SECONDS) {
      return streamDeadline;
    }
    long seconds = Math.max(-FAR_SECONDS, timeout.getSeconds());
    long own = nowNanos + TimeUnit.SECONDS.toNanos(seconds) + timeout.getNanos();
    return streamDeadline == StockGrid.NO_DEADLINE || own - streamDeadline < 0
        ? own
        : streamDeadline;
  }
}
