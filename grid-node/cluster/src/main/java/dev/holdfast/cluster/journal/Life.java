package dev.holdfast.cluster.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One opening of a journal: what the next one needs to know to tell the death of a process, which
 * loses nothing, from the machine's. Immutable.
 *
 * @param number counts from 1
 * @param boot the machine's start, named by the kernel; empty if it does not
 * @param closed whether all was synced at its end
 */
record Life(long number, String boot, boolean closed) {

  private static final byte FORMAT = 1;
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** This start of this machine, or empty where no kernel names it. */
  static String thisBoot() {
    try {
      return Files.readString(BOOT, StandardCharsets.US_ASCII).strip();
    } catch (IOException notLinux) {
      return "";
    }
  }

  Life next(String newBoot) {
    return new Life(number + 1, newBoot, false);
  }

  Life end() {
    return new Life(number, boot, true);
  }

  /** Whether the page cache may be gone that this one relied on. */
  boolean mayHaveLost(String newBoot) {
    return !closed && (boot.isEmpty() || !boot.equals(newBoot));
  }

  byte[] toBytes() {
    byte[] name = boot.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + Long.BYTES + 1 + name.length)
        .put(FORMAT)
        .putLong(number)
        .put((byte) (closed ? 1 : 0))
        .put(name)
        .array();
  }

  static Life of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < 1 + Long.BYTES + 1 || in.get() != FORMAT) {
      throw new JournalDamagedException("what is known of the last start cannot be read", null);
    }
    long number = in.getLong();
    boolean closed = in.get() != 0;
    byte[] name = new byte[in.remaining()];
    in.get(name);
    return new Life(number, new String(name, StandardCharsets.US_ASCII), closed);
  }
}
