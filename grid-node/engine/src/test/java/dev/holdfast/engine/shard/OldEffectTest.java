package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Effects of journals that an earlier version wrote. */
class OldEffectTest {
  private static final int EPOCH = 7;

  @Test
  void aBasketThatWasPutIsNamedByItsSequence() {
    Frame effects = begun();
    assertThat(effects.array()[EffectWriter.HEADER]).isEqualTo((byte) EffectType.BEGIN);
    assertThat(attempt(effects)).isEqualTo(((long) EPOCH << 40) + 1);
    effects.setByte(EffectWriter.HEADER, EffectType.PUT);
    effects.setLong(EffectWriter.HEADER + 1 + 8 * Holds.ATTEMPT, 0);
    assertThat(attempt(effects)).isEqualTo(1);
    assertThat(Holds.attempt(1, 1)).isGreaterThan(1_000_000_000);
  }

  /** What is folded of it says which try is under way. */
  private static long attempt(Frame effects) {
    Shard copy = new Shard(0, ShardLimits.DEFAULT, Archive.none(), late -> {});
    effects.seek(0);
    copy.fold(effects);
    List<ShardView.Intent> openings = new ArrayList<>();
    copy.view().openings(openings::add);
    assertThat(openings).hasSize(1);
    return openings.getFirst().attempt();
  }

  private static Frame begun() {
    Shard shard = new Shard(0, ShardLimits.DEFAULT, Archive.none(), late -> {});
    shard.open(EPOCH);
    Frame commands = new Frame(256);
    HoldCommand.Line mug = new HoldCommand.Line("mug", 1, "");
    new Commands(commands)
        .open(
            new HoldCommand.Create("b", "web", List.of(mug), 1_000, null, false, ""),
            0,
            List.of(new Commands.PinnedLine(0, mug, -1)));
    Frame effects = new Frame(256);
    shard.apply(commands, 1_000, catalogue(), new Frame(256), effects);
    return effects;
  }

  private static Catalogue catalogue() {
    List<String> names = List.of("east");
    Location east = new Location(0, "east", Location.Kind.STORE, true, "", 0, 1, 0);
    Pool web =
        new Pool(0, "web", names, List.of(), List.of(), 60_000, 60_000, AckLevel.REPLICATED, 1);
    return Catalogue.restore(1, List.of(web), List.of(east), List.of("web"), names);
  }
}
