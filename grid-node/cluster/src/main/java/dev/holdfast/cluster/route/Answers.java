package dev.holdfast.cluster.route;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.shard.Frame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Answers as bytes: whether it is a refusal, then its fields in order. */
final class Answers {
  private static final Reason[] REASONS = Reason.values();
  private static final HoldState[] STATES = HoldState.values();
  private static final AckLevel[] LEVELS = AckLevel.values();

  private Answers() {}

  static <T> void put(Frame out, Answer<T> answer, BiConsumer<Frame, T> putValue) {
    switch (answer) {
      case Answer.Done<T>(T value) -> {
        Fields.putFlag(out, false);
        putValue.accept(out, value);
      }
      case Answer.Refused<T> refused -> {
        Fields.putFlag(out, true);
        Fields.putEnum(out, refused.reason());
        Fields.putText(out, refused.message());
        Fields.putText(out, refused.field());
        Fields.putList(out, refused.shortages(), Answers::putShortage);
        Fields.putFlag(out, refused.refund());
        out.putLong(refused.retryMillis());
      }
    }
  }

  static <T> Answer<T> get(Frame in, Function<Frame, T> getValue) {
    return Fields.getFlag(in)
        ? new Answer.Refused<>(
            Fields.getEnum(in, REASONS),
            Fields.getText(in),
            Fields.getText(in),
            Fields.getList(in, Answers::shortage),
            Fields.getFlag(in),
            in.getLong())
        : Answer.done(getValue.apply(in));
  }

  private static void putShortage(Frame out, Shortage shortage) {
    Fields.putText(out, shortage.sku());
    Fields.putText(out, shortage.location());
    out.putLong(shortage.wanted());
    out.putLong(shortage.available());
  }

  private static Shortage shortage(Frame in) {
    return new Shortage(Fields.getText(in), Fields.getText(in), in.getLong(), in.getLong());
  }

  /** Its locations come first, each once: ten thousand backings may stand at one of them. */
  static void putHold(Frame out, Hold hold) {
    Map<String, Integer> places = new LinkedHashMap<>();
    hold.lines()
        .forEach(
            line -> line.backings().forEach(b -> places.putIfAbsent(b.location(), places.size())));
    Fields.putList(out, List.copyOf(places.keySet()), Fields::putText);
    Fields.putText(out, hold.holdId());
    out.putInt(hold.home());
    Fields.putText(out, hold.pool());
    Fields.putEnum(out, hold.state());
    Fields.putList(out, hold.lines(), (to, line) -> putLine(to, line, places));
    out.putLong(hold.createMillis());
    out.putLong(hold.expireMillis());
    Fields.putText(out, hold.orderId());
    Fields.putEnum(out, hold.ack());
    out.putInt(hold.revision().shard());
    out.putLong(hold.revision().epoch());
    out.putLong(hold.revision().sequence());
  }

  static Hold hold(Frame in) {
    List<String> places = Fields.getList(in, Fields::getText);
    return new Hold(
        Fields.getText(in),
        in.getInt(),
        Fields.getText(in),
        Fields.getEnum(in, STATES),
        Fields.getList(in, from -> line(from, places)),
        in.getLong(),
        in.getLong(),
        Fields.getText(in),
        Fields.getEnum(in, LEVELS),
        new Revision(in.getInt(), in.getLong(), in.getLong()));
  }

  private static void putLine(Frame out, HoldLine line, Map<String, Integer> places) {
    Fields.putText(out, line.sku());
    out.putLong(line.requested());
    out.putLong(line.quantity());
    out.putLong(line.shipped());
    out.putLong(line.cancelled());
    Fields.putText(out, line.location());
    Fields.putList(
        out,
        line.backings(),
        (to, backing) -> {
          to.putInt(places.getOrDefault(backing.location(), -1));
          to.putLong(backing.quantity());
        });
  }

  private static HoldLine line(Frame in, List<String> places) {
    return new HoldLine(
        Fields.getText(in),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        Fields.getText(in),
        Fields.getList(in, from -> new Backing(place(from.getInt(), places), from.getLong())));
  }

  private static String place(int number, List<String> places) {
    if (number < 0 || number >= places.size()) {
      throw new DamagedMessageException(
          "the hold has " + places.size() + " locations, none is number " + number);
    }
    return places.get(number);
  }
}
