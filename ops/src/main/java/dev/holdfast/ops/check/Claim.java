package dev.holdfast.ops.check;

import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.HoldView;
import org.jspecify.annotations.Nullable;

/**
 * One identity and what the grid has acknowledged under it. Changed by one call at a time: the next
 * step starts after the answer of the last.
 */
final class Claim {

  /** What is asked of the grid. */
  enum Step {
    GRANT,
    CONFIRM,
    RELEASE
  }

  private final HoldRequest request;
  private volatile @Nullable HoldView grant;
  private volatile @Nullable HoldView latest;
  private volatile @Nullable Step unanswered = Step.GRANT;
  private volatile long grantedNanos;
  private volatile long answeredNanos;

  Claim(HoldRequest request) {
    this.request = request;
  }

  HoldRequest request() {
    return request;
  }

  boolean acknowledged() {
    return grant != null;
  }

  /** The first answer. */
  HoldView grant() {
    return present(grant);
  }

  /** The newest answer. */
  HoldView latest() {
    return present(latest);
  }

  private static HoldView present(@Nullable HoldView view) {
    if (view == null) {
      throw new IllegalStateException("not acknowledged");
    }
    return view;
  }

  /** The step without an answer, or null. */
  @Nullable Step unanswered() {
    return unanswered;
  }

  void asks(Step step) {
    unanswered = step;
  }

  /** When the first answer came, by {@link System#nanoTime}. */
  long grantedNanos() {
    return grantedNanos;
  }

  /** When the newest answer came, by {@link System#nanoTime}. */
  long answeredNanos() {
    return answeredNanos;
  }

  void answered(HoldView view) {
    long now = System.nanoTime();
    if (grant == null) {
      grant = view;
      grantedNanos = now;
    }
    latest = view;
    answeredNanos = now;
    unanswered = null;
  }
}
