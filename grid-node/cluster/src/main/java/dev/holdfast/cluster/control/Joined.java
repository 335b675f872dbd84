package dev.holdfast.cluster.control;

/**
 * What a member told when it started last.
 *
 * @param life how often its directory had been opened
 * @param incarnation its process
 */
public record Joined(long life, long incarnation) {

  /** Of one that was there before members told it. */
  static final Joined UNTOLD = new Joined(0, 0);

  /** Whether this one may follow: a directory that was opened as often before is an older copy. */
  boolean mayBe(Joined next) {
    return next.incarnation == incarnation || next.life > life;
  }
}
