package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeType;
import java.util.List;

/** What a shard answers to a shipment or a cancellation, in the words of its request. */
final class PartAnswer {
  private PartAnswer() {}

  /** Names the line at fault: the shard knows the wishes by SKU, two lines of one SKU are one. */
  static Answer<Hold> of(OutcomeReader reader, List<Part> lines) {
    if (reader.type() != OutcomeType.REFUSED || reader.reason() != Reason.INVALID_LINES) {
      return reader.hold();
    }
    List<String> skus = lines.stream().map(Part::sku).toList();
    String sku = skus.stream().distinct().toList().get(reader.faultyLine());
    return Answer.refused(
        Reason.INVALID_LINES,
        "the hold has no line of SKU " + sku,
        "lines[" + skus.indexOf(sku) + "].sku");
  }
}
