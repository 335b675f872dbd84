package dev.holdfast.cluster.behind;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows for {@code copy ... from stdin (format binary)}. One thread. */
final class CopyRows implements Cells {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** PostgreSQL counts microseconds from 2000-01-01. */
  private static final long EPOCH_MILLIS = 946_684_800_000L;

  private static final int INT4_OID = 23;
  private static final int LEAST_BYTES = 1 << 16;
  private static final int CHUNK_BYTES = 4 << 20;

  private final String copy;
  private final short columns;

  /** Full ones: a row may begin in one and end in the next. */
  private final List<ByteBuffer> chunks = new ArrayList<>();

  private ByteBuffer bytes = ByteBuffer.allocate(LEAST_BYTES);
  private int rows;

  /**
   * No rows yet.
   *
   * @param table and its columns, as in {@code names (shard, number)}
   */
  CopyRows(String table) {
    this.copy = "copy " + table + " from stdin (format binary)";
    this.columns = (short) table.chars().filter(c -> c == ',').map(c -> 1).sum();
    clear();
  }

  void clear() {
    if (!chunks.isEmpty() || bytes.capacity() > CHUNK_BYTES) {
      chunks.clear();
      bytes = ByteBuffer.allocate(LEAST_BYTES);
    }
    bytes.clear().put(SIGNATURE);
    rows = 0;
  }

  @Override
  public void row() {
    room(2).putShort((short) (columns + 1));
    rows++;
  }

  @Override
  public void int32(int value) {
    room(8).putInt(4).putInt(value);
  }

  void int16(int value) {
    room(6).putInt(2).putShort((short) value);
  }

  @Override
  public void int64(long value) {
    room(12).putInt(8).putLong(value);
  }

  @Override
  public void bool(boolean value) {
    room(5).putInt(1).put((byte) (value ? 1 : 0));
  }

  @Override
  public void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    bytes(utf8, 0, utf8.length);
  }

  @Override
  public void uuid(long high, long low) {
    room(20).putInt(16).putLong(high).putLong(low);
  }

  @Override
  public void time(long millis) {
    int64((millis - EPOCH_MILLIS) * 1_000);
  }

  /** 0 is no time. */
  void timeOrNone(long millis) {
    if (millis == 0) {
      none();
    } else {
      time(millis);
    }
  }

  void none() {
    room(4).putInt(-1);
  }

  void bytes(byte[] from, int offset, int length) {
    room(4 + length).putInt(length).put(from, offset, length);
  }

  void ints(int[] values) {
    if (values.length == 0) {
      room(16).putInt(12).putInt(0).putInt(0).putInt(INT4_OID);
      return;
    }
    room(24 + 8 * values.length).putInt(20 + 8 * values.length);
    bytes.putInt(1).putInt(0).putInt(INT4_OID).putInt(values.length).putInt(1);
    for (int value : values) {
      bytes.putInt(4).putInt(value);
    }
  }

  /** A chunk grows to its size, then the next one begins: all rows of a shard may be many. */
  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      if (bytes.capacity() < CHUNK_BYTES) {
        int size = Math.max(2 * bytes.capacity(), bytes.position() + more);
        bytes = ByteBuffer.allocate(size).put(bytes.flip());
      } else {
        chunks.add(bytes);
        bytes = ByteBuffer.allocate(Math.max(CHUNK_BYTES, more));
      }
    }
    return bytes;
  }

  /** Adds the rows to their table, and forgets them. */
  void send(Connection connection) throws SQLException {
    if (rows == 0) {
      return;
    }
    room(2).putShort((short) -1);
    CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      for (ByteBuffer chunk : chunks) {
        in.writeToCopy(chunk.array(), 0, chunk.position());
      }
      in.writeToCopy(bytes.array(), 0, bytes.position());
      in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
    clear();
  }
}
