package dev.holdfast.cluster.route;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.shard.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls on holds as bytes: a type, the level of acknowledgement, then the fields in order. */
final class HoldCommands {
  private static final int CREATE = 1;
  private static final int CONFIRM = 2;
  private static final int RELEASE = 3;
  private static final int EXTEND = 4;
  private static final int SHIP = 5;
  private static final int CANCEL = 6;
  private static final int GET = 7;

  private static final AckLevel[] LEVELS = AckLevel.values();

  private HoldCommands() {}

  static void put(Frame out, HoldCommand command) {
    switch (command) {
      case HoldCommand.Create c -> {
        open(out, CREATE, c.ack());
        Fields.putText(out, c.holdId());
        Fields.putText(out, c.pool());
        Fields.putList(out, c.lines(), HoldCommands::putLine);
        out.putLong(c.ttlMillis());
        Fields.putFlag(out, c.allowPartial());
        Fields.putText(out, c.region());
        out.putLong(c.issueMillis());
      }
      case HoldCommand.Confirm c -> {
        open(out, CONFIRM, c.ack());
        putName(out, c.name());
        Fields.putText(out, c.orderId());
        Fields.putFlag(out, c.reacquire());
      }
      case HoldCommand.Release c -> {
        open(out, RELEASE, c.ack());
        putName(out, c.name());
      }
      case HoldCommand.Extend c -> {
        open(out, EXTEND, c.ack());
        putName(out, c.name());
        out.putLong(c.expireMillis());
      }
      case HoldCommand.Ship c -> {
        open(out, SHIP, c.ack());
        putName(out, c.name());
        Fields.putText(out, c.shipmentId());
        Fields.putList(out, c.lines(), HoldCommands::putPart);
      }
      case HoldCommand.Cancel c -> {
        open(out, CANCEL, c.ack());
        putName(out, c.name());
        Fields.putText(out, c.cancellationId());
        Fields.putList(out, c.lines(), HoldCommands::putPart);
      }
      case HoldCommand.Get c -> {
        open(out, GET, c.ack());
        putName(out, c.name());
      }
    }
  }

  private static void open(Frame out, int type, @Nullable AckLevel ack) {
    out.putByte(type);
    out.putByte(ack == null ? 0 : 1 + ack.ordinal());
  }

  private static void putName(Frame out, HoldName name) {
    out.putInt(name.home());
    Fields.putText(out, name.holdId());
  }

  private static void putLine(Frame out, HoldCommand.Line line) {
    Fields.putText(out, line.sku());
    out.putLong(line.quantity());
    Fields.putText(out, line.location());
  }

  private static void putPart(Frame out, HoldCommand.Part part) {
    Fields.putText(out, part.sku());
    out.putLong(part.quantity());
  }

  static HoldCommand get(Frame in) {
    int type = in.getByte();
    AckLevel ack = level(in.getByte());
    return switch (type) {
      case CREATE -> create(in, ack);
      case CONFIRM ->
          new HoldCommand.Confirm(name(in), Fields.getText(in), Fields.getFlag(in), ack);
      case RELEASE -> new HoldCommand.Release(name(in), ack);
      case EXTEND -> new HoldCommand.Extend(name(in), in.getLong(), ack);
      case SHIP -> new HoldCommand.Ship(name(in), Fields.getText(in), parts(in), ack);
      case CANCEL -> new HoldCommand.Cancel(name(in), Fields.getText(in), parts(in), ack);
      case GET -> new HoldCommand.Get(name(in));
      default -> throw new DamagedMessageException("there is no call on a hold of type " + type);
    };
  }

  private static HoldCommand create(Frame in, @Nullable AckLevel ack) {
    String holdId = Fields.getText(in);
    String pool = Fields.getText(in);
    List<HoldCommand.Line> lines =
        Fields.getList(
            in,
            each ->
                new HoldCommand.Line(Fields.getText(each), each.getLong(), Fields.getText(each)));
    return new HoldCommand.Create(
        holdId,
        pool,
        lines,
        in.getLong(),
        ack,
        Fields.getFlag(in),
        Fields.getText(in),
        in.getLong());
  }

  private static @Nullable AckLevel level(int number) {
    if (number > LEVELS.length) {
      throw new DamagedMessageException("there is no level of acknowledgement " + number);
    }
    return number == 0 ? null : LEVELS[number - 1];
  }

  private static HoldName name(Frame in) {
    return new HoldName(in.getInt(), Fields.getText(in));
  }

  private static List<HoldCommand.Part> parts(Frame in) {
    return Fields.getList(in, each -> new HoldCommand.Part(Fields.getText(each), each.getLong()));
  }
}
