package dev.holdfast.ops.command;

import dev.holdfast.client.Explanation;
import dev.holdfast.client.Explanation.Effect;
import dev.holdfast.client.Position;
import java.util.List;

/**
 * The first page of an explanation, for programs.
 *
 * @param available of the pool, -1 if none was asked for
 */
public record ExplainReport(
    String sku,
    String time,
    long available,
    List<Standing> positions,
    List<Step> effects,
    String knownSince,
    List<String> missing) {

  public ExplainReport {
    positions = List.copyOf(positions);
    effects = List.copyOf(effects);
    missing = List.copyOf(missing);
  }

  /** One position. */
  public record Standing(
      String location, long onHand, long held, long committed, long safety, long free) {}

  /** One effect. */
  public record Step(
      String time, int shard, long epoch, long sequence, String kind, String hold, String text) {}

  static ExplainReport of(Explanation why) {
    return new ExplainReport(
        why.sku(),
        why.time().toString(),
        why.pool().map(Explanation.PoolShare::available).orElse(-1L),
        why.positions().stream().map(ExplainReport::standing).toList(),
        why.effects().stream().map(ExplainReport::step).toList(),
        why.knownSince().toString(),
        why.missing());
  }

  private static Standing standing(Position p) {
    return new Standing(
        p.location(), p.onHand(), p.held(), p.committed(), p.safetyStock(), p.free());
  }

  private static Step step(Effect e) {
    return new Step(
        e.time().toString(),
        e.revision().shard(),
        e.revision().epoch(),
        e.revision().sequence(),
        e.kind().name(),
        e.hold(),
        e.text());
  }
}
