package dev.holdfast.cluster.route;

import dev.holdfast.cluster.member.Members;
import dev.holdfast.engine.shard.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Messages on their way to one member, together: what it is (1 byte), the version of this format
 * (1), a checksum of all behind it (4), the grid (8), then each message with its length (4) and
 * type (1). Not thread-safe.
 */
final class Envelope {
  /** What the first byte of such bytes is. */
  static final int KIND = 2;

  /** Goes up with every change of a message, a command or an outcome. */
  static final int VERSION = 1;

  /** Together they wait for no more than this. */
  private static final int FULL_BYTES = 256 << 10;

  private static final int CHECKED_FROM = 6;
  private static final int HEADER = 14;

  /** The longest message, its length and type included. */
  static final int MAX_BYTES = Members.MAX_MESSAGE_BYTES - HEADER;

  private static final int PART = 1;
  private static final int PART_REPLY = 2;
  private static final int LEAD = 3;
  private static final int LEAD_REPLY = 4;
  private static final int MOVED = 5;

  private final Frame out = new Frame(512);

  Envelope(long grid) {
    out.putByte(KIND);
    out.putByte(VERSION);
    out.putInt(0);
    out.putLong(grid);
  }

  /** Whether a message of so many bytes goes into it. */
  boolean hasRoom(int length) {
    return out.limit() == HEADER || out.limit() + length <= FULL_BYTES;
  }

  /** Adds a message as {@link #bytes} made it. */
  void add(byte[] message) {
    out.putBytes(message, 0, message.length);
  }

  byte[] seal() {
    out.setInt(2, checksum(out.array(), out.limit()));
    return out.copy();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, CHECKED_FROM, length - CHECKED_FROM);
    return (int) sum.getValue();
  }

  /** A message with its length and type. */
  static byte[] bytes(Message message) {
    Frame out = new Frame(256);
    out.putInt(0);
    switch (message) {
      case Message.Part m -> {
        open(out, PART, m.id());
        out.putInt(m.shard());
        out.putLong(m.remainingMillis());
        Fields.putFlag(out, m.internal());
        out.putLong(m.catalogue());
        Fields.putBytes(out, m.command());
      }
      case Message.PartReply m -> {
        open(out, PART_REPLY, m.id());
        out.putLong(m.catalogue());
        Answers.put(out, m.outcome(), Fields::putBytes);
      }
      case Message.Lead m -> {
        open(out, LEAD, m.id());
        out.putInt(m.home());
        out.putLong(m.remainingMillis());
        out.putLong(m.catalogue());
        HoldCommands.put(out, m.command());
      }
      case Message.LeadReply m -> {
        open(out, LEAD_REPLY, m.id());
        Answers.put(out, m.answer(), Answers::putHold);
      }
      case Message.Moved m -> open(out, MOVED, m.id());
    }
    out.setInt(0, out.limit() - 4);
    return out.copy();
  }

  private static void open(Frame out, int type, long id) {
    out.putByte(type);
    out.putLong(id);
  }

  /**
   * Reads all messages, or none.
   *
   * @throws DamagedMessageException if these bytes are not whole, or of another version or grid
   */
  static List<Message> open(byte[] bytes, long grid) {
    if (bytes.length < HEADER || bytes[0] != KIND) {
      throw new DamagedMessageException(bytes.length + " bytes are no envelope");
    }
    if (bytes[1] != VERSION) {
      throw new DamagedMessageException(
          "the sender writes version " + bytes[1] + ", this member reads version " + VERSION);
    }
    Frame in = Frame.wrap(bytes, bytes.length);
    in.seek(2);
    if (in.getInt() != checksum(bytes, bytes.length)) {
      throw new DamagedMessageException("the checksum differs");
    }
    if (in.getLong() != grid) {
      throw new DamagedMessageException("the sender is of another grid");
    }
    return messages(in);
  }

  /** Whatever a length says: what cannot be read is damaged, and nothing worse. */
  static List<Message> messages(Frame in) {
    try {
      List<Message> messages = new ArrayList<>();
      while (in.hasRemaining()) {
        int length = in.getInt();
        int end = in.cursor() + length;
        messages.add(message(in));
        if (in.cursor() != end) {
          throw new DamagedMessageException(
              "a message says that it has " + length + " bytes, and has other");
        }
      }
      return messages;
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new DamagedMessageException("a message ends too early: " + e.getMessage());
    }
  }

  private static Message message(Frame in) {
    int type = in.getByte();
    long id = in.getLong();
    return switch (type) {
      case PART ->
          new Message.Part(
              id,
              in.getInt(),
              remaining(in.getLong()),
              Fields.getFlag(in),
              in.getLong(),
              Fields.getBytes(in));
      case PART_REPLY -> new Message.PartReply(id, in.getLong(), Answers.get(in, Fields::getBytes));
      case LEAD ->
          new Message.Lead(
              id, in.getInt(), remaining(in.getLong()), in.getLong(), HoldCommands.get(in));
      case LEAD_REPLY -> new Message.LeadReply(id, Answers.get(in, Answers::hold));
      case MOVED -> new Message.Moved(id);
      default -> throw new DamagedMessageException("there is no message of type " + type);
    };
  }

  private static long remaining(long millis) {
    if (millis < Message.NO_DEADLINE) {
      throw new DamagedMessageException("a call has " + millis + " ms left");
    }
    return millis;
  }
}
