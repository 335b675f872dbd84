package dev.holdfast.ops.command;

import dev.holdfast.client.ExplainRequest;
import dev.holdfast.client.Explanation;
import dev.holdfast.client.Explanation.Change;
import dev.holdfast.client.Explanation.Effect;
import dev.holdfast.client.Explanation.Level;
import dev.holdfast.client.Explanation.PoolShare;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Position;
import java.io.PrintStream;

/** An explanation for a terminal. */
final class ExplainTable {
  private final PrintStream out;

  ExplainTable(PrintStream out) {
    this.out = out;
  }

  /** How it stood. */
  void head(Explanation why) {
    out.printf("%s at %s%n%n", why.sku(), why.time());
    out.printf(
        "  %-20s %10s %10s %10s %10s %10s%n",
        "location", "on hand", "held", "committed", "safety", "free");
    for (Position p : why.positions()) {
      out.printf(
          "  %-20s %,10d %,10d %,10d %,10d %,10d%n",
          p.location(), p.onHand(), p.held(), p.committed(), p.safetyStock(), p.free());
    }
    why.pool().ifPresent(this::pool);
    out.println();
  }

  private void pool(PoolShare pool) {
    out.printf("%n  pool %s could sell %,d", pool.pool(), pool.available());
    pool.quota()
        .ifPresent(
            quota ->
                out.printf(
                    " (quota %,d, of which %,d were used)", quota, pool.quotaUsed().orElse(0)));
    out.println();
    pool.locations().stream()
        .filter(share -> !share.open())
        .forEach(share -> out.println("  " + share.location() + " took no new grants"));
  }

  /** What led there, a page after the other. */
  void effects(Holdfast holdfast, ExplainRequest request, Explanation first, int most) {
    Explanation page = first;
    int shown = 0;
    while (true) {
      for (Effect effect : page.effects()) {
        if (shown++ == most) {
          out.println("  ... there is more: --most, or --time");
          return;
        }
        effect(effect);
      }
      if (page.nextPageToken().isEmpty()) {
        break;
      }
      page = holdfast.stock().explain(request.after(page));
    }
    out.printf("%n  known since %s%n", first.knownSince());
    first.missing().forEach(missing -> out.println("  MISSING " + missing));
  }

  private void effect(Effect effect) {
    out.printf(
        "  %s  %d/%d/%d  %s%n",
        effect.time(),
        effect.revision().shard(),
        effect.revision().epoch(),
        effect.revision().sequence(),
        effect.text());
    for (Change change : effect.changes()) {
      out.printf(
          "      %-16s %s → %s%n", change.location(), text(change.before()), text(change.after()));
    }
  }

  private static String text(Level level) {
    return "on hand %d, held %d, committed %d"
        .formatted(level.onHand(), level.held(), level.committed());
  }
}
