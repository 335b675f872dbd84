package dev.holdfast.engine.shard;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Cancel;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Extend;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockCommand.Adjust;
import dev.holdfast.engine.StockCommand.Count;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.model.Subject;
import dev.holdfast.engine.shard.Commands.PinnedLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A shard that decides, and a copy that folds what it decided. The copy can take over at any time:
 * whatever the effects do not carry shows then.
 */
public final class ShardSubject implements Subject {

  private static final int SHARD = 0;
  private static final int ROWS_TAKEN_AFTER = 7;

  private final ShardLimits limits;
  private final int failOverEvery;
  private final Frame commands = new Frame(1 << 10);
  private final Frame outcomes = new Frame(1 << 10);
  private final Frame effects = new Frame(1 << 10);
  private Shard owner;
  private HeapArchive archiveOfCopy = new HeapArchive();
  private Shard copy;
  private final RowLedger ledger = new RowLedger(SHARD);
  private Projection projection;
  private String wrongRows = "";
  private int calls;
  private Catalogue catalogue = Catalogue.empty();

  /** Keeps all in memory and stays the owner. */
  public ShardSubject() {
    this(1_000, Integer.MAX_VALUE);
  }

  /**
   * @param inMemory how many ended holds, and how many adjustments, stay out of the archive
   * @param failOverEvery after how many calls the copy takes over
   */
  public ShardSubject(int inMemory, int failOverEvery) {
    this.failOverEvery = failOverEvery;
    limits = new ShardLimits(ShardLimits.DEFAULT.identityWindowMillis(), inMemory, inMemory);
    owner = empty(new HeapArchive());
    copy = empty(archiveOfCopy);
    projection = new Projection(new Shard(SHARD, Projection.LIMITS, Archive.none(), late -> {}));
    owner.open(1);
  }

  private Shard empty(Archive archive) {
    return new Shard(SHARD, limits, archive, lateMillis -> {});
  }

  @Override
  public void catalogue(Catalogue now) {
    catalogue = now;
  }

  @Override
  public Answer<Hold> hold(HoldCommand command, long nowMillis) {
    return apply(out -> write(command, out), nowMillis, OutcomeReader::hold);
  }

  private void write(HoldCommand command, Commands out) {
    switch (command) {
      case Create create -> out.create(create, pool(create.pool()), lines(create));
      case Confirm confirm -> out.confirm(confirm);
      case Release release -> out.release(release);
      case Extend extend -> out.extend(extend);
      case Ship ship -> out.ship(ship);
      case Cancel cancel -> out.cancel(cancel);
      case Get get -> out.get(get);
    }
  }

  private List<PinnedLine> lines(Create create) {
    List<PinnedLine> lines = new ArrayList<>();
    for (Line line : create.lines()) {
      int pin = line.location().isEmpty() ? -1 : location(line.location());
      lines.add(new PinnedLine(lines.size(), line, pin));
    }
    return lines;
  }

  /** The latest number of a name, also of one that is gone. */
  private int pool(String id) {
    return catalogue.poolNames().lastIndexOf(id);
  }

  private int location(String id) {
    int number = catalogue.locationNames().lastIndexOf(id);
    return number < 0 ? Integer.MAX_VALUE : number;
  }

  @Override
  public Answer<Position> stock(StockCommand command, long nowMillis) {
    return apply(
        out -> {
          switch (command) {
            case Count count -> out.count(count, location(count.location()));
            case Adjust adjust -> out.adjust(adjust, location(adjust.location()));
          }
        },
        nowMillis,
        outcome -> outcome.position(command.sku()));
  }

  @Override
  public Answer<List<Availability>> availability(
      String pool, List<String> skus, boolean detail, long nowMillis) {
    return apply(
        out -> out.availability(pool(pool), detail, skus),
        nowMillis,
        outcome -> outcome.availability(skus));
  }

  private <T> T apply(Consumer<Commands> command, long now, Function<OutcomeReader, T> read) {
    calls++;
    if (calls % failOverEvery == 0) {
      failOver();
    }
    commands.clear();
    command.accept(new Commands(commands));
    owner.apply(commands, now, catalogue, outcomes, effects);
    if (effects.limit() > 0) {
      copy.fold(Frame.wrap(effects.copy(), effects.limit()));
      projection.fold(Frame.wrap(effects.copy(), effects.limit()));
      if (projection.pending() > ROWS_TAKEN_AFTER) {
        takeRows();
      }
    }
    OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
    if (!reader.next()) {
      throw new IllegalStateException("a command without an outcome");
    }
    return read.apply(reader);
  }

  private void takeRows() {
    String wrong = ledger.take(projection.changes());
    wrongRows = wrongRows.isEmpty() ? wrong : wrongRows;
    projection.clear();
  }

  /** The copy decides from now on, and a new copy begins with its snapshot and its archive. */
  private void failOver() {
    archiveOfCopy = new HeapArchive(archiveOfCopy);
    Shard next = empty(archiveOfCopy);
    copy.view().writeSnapshot(chunk -> next.view().readSnapshot(chunk));
    owner = copy;
    copy = next;
    owner.open(owner.epoch() + 1);
    takeRows();
    projection = new Projection(ledger.restore(Projection.LIMITS));
  }

  @Override
  public String broken() {
    ShardAudit.Result audit = owner.view().audit();
    if (!audit.differences().isEmpty() || audit.oversold() > 0) {
      return "the shard's audit says " + audit;
    }
    if (owner.view().digest() != copy.view().digest()) {
      return "the effects, folded, do not come to the state of the shard that decided";
    }
    takeRows();
    if (!wrongRows.isEmpty()) {
      return wrongRows;
    }
    return owner.view().digest() == ledger.restore(limits).view().digest()
            && owner.view().digest() == projection.digest()
        ? ""
        : "the rows, put together, do not come to the state of the shard that decided";
  }
}
