package dev.holdfast.client;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes identities: random UUIDs in the text form that the grid keeps as 128 bits. Thread-safe.
 *
 * <p>The upper half is drawn from the system's secure source once a process, so that processes do
 * not meet; the lower half walks through all of its 2^62 values before it repeats, so that a
 * process never meets itself. Drawing both halves from a fast 64-bit generator would let two of
 * many processes meet in one sequence, and a met identity is answered with somebody else's hold.
 */
final class Identities {

  private static final long UPPER;
  private static final AtomicLong LOWER;

  /** Odd, hence a walk through every residue of a power of two. The golden ratio in 64 bits. */
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  private static final long LOWER_BITS = (1L << 62) - 1;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_RFC_9562 = 1L << 63;

  static {
    SecureRandom random = new SecureRandom();
    UPPER = random.nextLong() & ~0xF000L | VERSION_4;
    LOWER = new AtomicLong(random.nextLong());
  }

  private Identities() {}

  static String next() {
    long lower = LOWER.getAndAdd(STRIDE) & LOWER_BITS | VARIANT_RFC_9562;
    return new UUID(UPPER, lower).toString();
  }
}
