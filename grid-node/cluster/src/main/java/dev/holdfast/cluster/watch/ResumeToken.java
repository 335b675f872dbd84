package dev.holdfast.cluster.watch;

import dev.holdfast.engine.shard.ShardMap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * How far a watch has been told, per shard, as opaque text that is checked when it comes back. It
 * belongs to one pool and one set of SKUs, whose shards follow from them.
 *
 * @param subject a hash of the pool and the SKUs
 * @param catalogue the version of pools and locations that the values are of
 * @param event counts the events of the watch: no two have the same token
 * @param places in the order of the shards
 */
record ResumeToken(long subject, long catalogue, long event, List<Place> places) {

  /**
   * A place in the history of a shard.
   *
   * @param told every change up to this effect has been told
   * @param shown the latest effect that a value may show, at least {@code told}
   */
  record Place(long epoch, long told, long shown) {}

  /** Two watches of the same have the same subject, whatever the order of the SKUs. */
  static long subject(String pool, List<String> skus) {
    StringBuilder text = new StringBuilder(pool);
    skus.stream().sorted().forEach(sku -> text.append('\n').append(sku));
    return ShardMap.hash(text.toString());
  }

  String text() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 + 8 * places.size());
    fixed(bytes, subject);
    number(bytes, catalogue);
    number(bytes, event);
    number(bytes, places.size());
    for (Place place : places) {
      number(bytes, place.epoch());
      number(bytes, place.told());
      number(bytes, place.shown() - place.told());
    }
    byte[] body = bytes.toByteArray();
    fixed(bytes, ShardMap.hash(body, 0, body.length));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** Reads what {@link #text} wrote; empty for any other text. */
  static Optional<ResumeToken> parse(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int body = bytes.length - 8;
    if (body < 8 || new Reader(bytes, body).fixed() != ShardMap.hash(bytes, 0, body)) {
      return Optional.empty();
    }
    Reader in = new Reader(bytes, 0);
    long subject = in.fixed();
    long catalogue = in.number();
    long event = in.number();
    long count = in.number();
    List<Place> places = new ArrayList<>();
    for (long i = 0; i < count && in.at < body; i++) {
      long epoch = in.number();
      long told = in.number();
      places.add(new Place(epoch, told, told + in.number()));
    }
    return Optional.of(new ResumeToken(subject, catalogue, event, places));
  }

  private static void fixed(ByteArrayOutputStream out, long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  /** Seven bits a byte, the lowest first; not below 0. */
  private static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Reads bytes whose sum was right, and 0 behind their end. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    private Reader(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    private int next() {
      return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    private long fixed() {
      long value = 0;
      for (int i = 0; i < 8; i++) {
        value = value << 8 | next();
      }
      return value;
    }

    private long number() {
      long value = 0;
      int shift = 0;
      int next;
      do {
        next = next();
        value |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next >= 0x80 && shift < 63);
      return value;
    }
  }
}
