package dev.holdfast.cluster.journal;

/** Takes records of a log, in order. */
@FunctionalInterface
public interface RecordReader {

  /**
   * One batch of effects: {@code length} bytes of {@code bytes} from {@code offset}, which are the
   * reader's to keep.
   *
   * @return whether to go on
   */
  boolean record(long epoch, long first, long last, byte[] bytes, int offset, int length);
}
