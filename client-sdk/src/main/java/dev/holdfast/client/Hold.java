package dev.holdfast.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hold that this program took. {@link #close} gives the units back unless they were confirmed, so
 * that a {@code try} block that fails leaves nothing reserved. Thread-safe.
 *
 * <p>What it shows is the newest answer it has received; {@link #refresh} asks the grid.
 */
public final class Hold implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Hold.class.getName());

  private final Holdfast holdfast;
  private volatile HoldView view;
  private volatile boolean kept;

  /** Confirms that were sent and not definitely refused. */
  private final AtomicInteger confirms = new AtomicInteger();

  Hold(Holdfast holdfast, HoldView view) {
    this.holdfast = holdfast;
    this.view = view;
  }

  /** What later calls, also of other processes, use. */
  public String name() {
    return view.name();
  }

  public HoldState state() {
    return view.state();
  }

  /** In the order of the request. */
  public List<HoldLine> lines() {
    return view.lines();
  }

  /** When the units go back, unless it is confirmed before. */
  public Instant expireTime() {
    return view.expireTime();
  }

  public Revision revision() {
    return view.revision();
  }

  /** Everything the newest answer said. */
  public HoldView view() {
    return view;
  }

  /** Makes the hold final for an order. {@link RefusedException} if it has ended. */
  public HoldView confirm(String orderId) {
    return confirming(orderId, false).await();
  }

  public CompletionStage<HoldView> confirmAsync(String orderId) {
    return confirming(orderId, false).async();
  }

  /**
   * Like {@link #confirm}, but a hold that has expired is decided afresh in the same pool. {@link
   * RefusedException#refund} says that the units are gone.
   */
  public HoldView confirmOrReacquire(String orderId) {
    return confirming(orderId, true).await();
  }

  public CompletionStage<HoldView> confirmOrReacquireAsync(String orderId) {
    return confirming(orderId, true).async();
  }

  /** Moves the end of the hold by so much, no further than the pool's longest hold life. */
  public HoldView extend(Duration more) {
    return extending(more).await();
  }

  public CompletionStage<HoldView> extendAsync(Duration more) {
    return extending(more).async();
  }

  /** Gives the units back before the time is up. */
  public HoldView release() {
    return releasing().await();
  }

  public CompletionStage<HoldView> releaseAsync() {
    return releasing().async();
  }

  /** Asks the grid how the hold stands. */
  public HoldView refresh() {
    return holdfast.getting(name()).map(this::show).await();
  }

  /**
   * Leaves the hold alive when this object is closed, such as between two requests of a customer.
   *
   * @return the name under which to go on
   */
  public String keep() {
    kept = true;
    return name();
  }

  /**
   * Gives the units back, unless the hold was confirmed, kept or has ended, and waits for the
   * grid's answer, no longer than the deadline of a call. Never throws: units that cannot be given
   * back now return at {@link #expireTime}. A confirm whose outcome is unknown leaves the hold
   * alone, because the customer may already have paid; repeat it by {@link Holdfast#confirm(String,
   * String)} with the same order.
   */
  @Override
  public void close() {
    if (kept || confirms.get() > 0 || view.state() != HoldState.HELD) {
      return;
    }
    try {
      release();
    } catch (RefusedException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> name() + " had ended before it was closed", e);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> name() + " could not be released; its units return at " + expireTime(),
          e);
    }
  }

  @Override
  public String toString() {
    return view.toString();
  }

  private Call<?, HoldView> confirming(String orderId, boolean reacquire) {
    return holdfast
        .confirming(name(), orderId, reacquire)
        .map(this::show)
        .around(confirms::incrementAndGet, this::unconfirmed);
  }

  private void unconfirmed(HoldfastException failure) {
    if (!(failure instanceof UnavailableException lost && lost.outcomeUnknown())) {
      confirms.decrementAndGet();
    }
  }

  private Call<?, HoldView> extending(Duration more) {
    return holdfast.extending(name(), expireTime().plus(more)).map(this::show);
  }

  private Call<?, HoldView> releasing() {
    return holdfast.releasing(name()).map(this::show);
  }

  /** Answers may overtake each other: an older one of the same shard changes nothing. */
  private synchronized HoldView show(HoldView answer) {
    Revision shown = view.revision();
    Revision said = answer.revision();
    boolean older =
        said.shard() == shown.shard()
            && (said.epoch() < shown.epoch()
                || (said.epoch() == shown.epoch() && said.sequence() < shown.sequence()));
    if (!older) {
      view = answer;
    }
    return answer;
  }
}
