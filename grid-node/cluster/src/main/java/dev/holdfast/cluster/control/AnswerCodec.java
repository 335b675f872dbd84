package dev.holdfast.cluster.control;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the machine answers, as bytes. They cross from member to member but stay in no file; a
 * reason travels by name, so that members of neighbouring versions understand each other.
 */
final class AnswerCodec {

  private static final int FORMAT = 2;

  private AnswerCodec() {}

  static byte[] created(int shards) {
    return writer().int32(shards).toBytes();
  }

  static int created(byte[] answer) {
    return reader(answer).int32();
  }

  static byte[] restored(UUID grid) {
    return writer().uuid(grid).toBytes();
  }

  static UUID restored(byte[] answer) {
    return reader(answer).uuid();
  }

  /** Whether the member may serve what it has. */
  static byte[] joined(boolean whole) {
    return writer().bool(whole).toBytes();
  }

  static boolean joined(byte[] answer) {
    return reader(answer).bool();
  }

  /** Why a member cannot leave; empty if it has left. */
  static byte[] left(String refusal) {
    return writer().text(refusal).toBytes();
  }

  static String left(byte[] answer) {
    return reader(answer).text();
  }

  /** There is nothing to say. */
  static byte[] nothing() {
    return writer().toBytes();
  }

  static byte[] claims(List<ClaimResult> results) {
    BinaryWriter out = writer();
    return out.list(results, result -> write(result, out)).toBytes();
  }

  static List<ClaimResult> claims(byte[] answer) {
    BinaryReader in = reader(answer);
    return in.list(() -> claim(in));
  }

  /** The catalogue's version, or a refusal. */
  static byte[] changed(Answer<Long> answer) {
    BinaryWriter out = writer();
    switch (answer) {
      case Answer.Done<Long>(Long version) -> out.bool(true).int64(version);
      case Answer.Refused<Long> refused ->
          out.bool(false)
              .text(refused.reason().name())
              .text(refused.message())
              .text(refused.field());
    }
    return out.toBytes();
  }

  static Answer<Long> changed(byte[] answer) {
    BinaryReader in = reader(answer);
    return in.bool()
        ? Answer.done(in.int64())
        : Answer.refused(Reason.valueOf(in.text()), in.text(), in.text());
  }

  private static void write(ClaimResult result, BinaryWriter out) {
    switch (result) {
      case ClaimResult.Ratified(ShardConfiguration one) -> ControlCodec.write(one, out.u8(1));
      case ClaimResult.Stale(int shard, ShardConfiguration current) -> {
        out.u8(2).int32(shard).bool(current != null);
        if (current != null) {
          ControlCodec.write(current, out);
        }
      }
      case ClaimResult.Refused(int shard, String message) -> out.u8(3).int32(shard).text(message);
    }
  }

  private static ClaimResult claim(BinaryReader in) {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new ClaimResult.Ratified(ControlCodec.configuration(in));
      case 2 -> {
        int shard = in.int32();
        @Nullable ShardConfiguration current = in.bool() ? ControlCodec.configuration(in) : null;
        yield new ClaimResult.Stale(shard, current);
      }
      case 3 -> new ClaimResult.Refused(in.int32(), in.text());
      default -> throw new IllegalArgumentException("there is no claim result " + kind);
    };
  }

  private static BinaryWriter writer() {
    return new BinaryWriter().u8(FORMAT);
  }

  private static BinaryReader reader(byte[] answer) {
    BinaryReader in = new BinaryReader(answer);
    in.format(FORMAT, "an answer of the control group");
    return in;
  }
}
