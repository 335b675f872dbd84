package dev.holdfast.cluster.control;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes what {@link BinaryReader} reads. One thread. */
final class BinaryWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  BinaryWriter u8(int value) {
    bytes.write(value);
    return this;
  }

  BinaryWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  BinaryWriter int32(int value) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  BinaryWriter int64(long value) {
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  BinaryWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int32(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  BinaryWriter uuid(UUID value) {
    return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
  }

  <T> BinaryWriter list(Collection<T> values, Consumer<T> each) {
    int32(values.size());
    values.forEach(each);
    return this;
  }

  BinaryWriter texts(Collection<String> values) {
    return list(values, this::text);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
