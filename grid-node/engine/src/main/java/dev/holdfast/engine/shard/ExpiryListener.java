package dev.holdfast.engine.shard;

/** Hears how late each expiry was decided. Called by the shard's writer; must not block. */
@FunctionalInterface
public interface ExpiryListener {

  /**
   * A hold expired.
   *
   * @param lateMillis shard time of the decision minus the deadline, at least 0
   */
  void expired(long lateMillis);
}
