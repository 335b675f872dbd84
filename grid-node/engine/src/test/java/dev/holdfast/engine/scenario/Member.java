package dev.holdfast.engine.scenario;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardAudit;
import dev.holdfast.engine.shard.ShardLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A shard that decides, a copy that folds, and states of it that it can fall back to. */
final class Member {
  private final int number;
  private final Frame commands = new Frame(256);
  private final Frame outcomes = new Frame(256);
  private final Frame effects = new Frame(256);
  private Shard shard;
  private Shard copy;
  private List<byte[]> kept = new ArrayList<>();
  private long epoch = 1;

  Member(int number) {
    this.number = number;
    shard = empty();
    copy = empty();
    shard.open(epoch);
  }

  private Shard empty() {
    return new Shard(number, ShardLimits.DEFAULT, Archive.none(), late -> {});
  }

  int undecided() {
    return shard.undecided();
  }

  /** Decides a command; the outcome is valid until the next one. */
  OutcomeReader decide(Consumer<Commands> command, long now, Catalogue catalogue) {
    commands.clear();
    command.accept(new Commands(commands));
    shard.apply(commands, now, catalogue, outcomes, effects);
    if (effects.limit() > 0) {
      copy.fold(Frame.wrap(effects.copy(), effects.limit()));
    }
    OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
    reader.next();
    return reader;
  }

  /** Another owner takes over, with all effects. */
  void restart() {
    shard.open(++epoch);
  }

  void keep() {
    kept = snapshot(shard);
  }

  /** Another owner takes over, without what came after {@link #keep}. */
  void lose() {
    shard = restored();
    copy = restored();
    restart();
  }

  private Shard restored() {
    Shard from = empty();
    kept.forEach(chunk -> from.view().readSnapshot(Frame.wrap(chunk, chunk.length)));
    return from;
  }

  private static List<byte[]> snapshot(Shard of) {
    List<byte[]> chunks = new ArrayList<>();
    of.view().writeSnapshot(chunk -> chunks.add(chunk.copy()));
    return chunks;
  }

  String broken() {
    ShardAudit.Result audit = shard.view().audit();
    if (!audit.differences().isEmpty() || audit.oversold() > 0) {
      return "the audit of shard " + number + " says " + audit;
    }
    boolean same = shard.view().digest() == copy.view().digest();
    return same ? "" : "the effects of shard " + number + ", folded, come to another state";
  }
}
