package dev.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.journal.DataDirectory;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.JournalLimits;
import dev.holdfast.cluster.journal.Replacement;
import dev.holdfast.cluster.journal.RocksJournal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated journal takes and refuses what the real one does, and then holds the same. */
class JournalsAgreeTest {
  private static final int STEPS = 400;
  private static final JournalLimits LIMITS = new JournalLimits(64 << 10, 8L << 20, 1L << 20);

  @TempDir Path temp;

  /** A call with its arguments; what it answers is a text. */
  private record Step(String what, Function<Side, Object> call) {}

  /** One of the two, with the copy that it is taking. */
  private static final class Side {
    final Journal journal;
    @Nullable Replacement copy;

    Side(Journal journal) {
      this.journal = journal;
    }

    String tell(Step step) {
      try {
        return String.valueOf(step.call.apply(this));
      } catch (IllegalStateException e) {
        return "refused";
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void onEveryStep(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    World world = new World(seed, 1, Plant.NONE, () -> {});
    int shards = world.shards.shards();
    try (DataDirectory directory = DataDirectory.open(temp);
        RocksJournal real = RocksJournal.open(directory, shards, LIMITS)) {
      Side first = new Side(real);
      Side second = new Side(new SimulatedJournal(world, world.members.getFirst(), new Life()));
      int taken = 0;
      for (int i = 0; i < STEPS; i++) {
        Step step = draw(random, real);
        String told = first.tell(step);
        assertThat(second.tell(step)).as("step %s: %s", i, step.what).isEqualTo(told);
        assertThat(look(second.journal)).as("after %s: %s", i, step.what).isEqualTo(look(real));
        taken += told.equals("refused") ? 0 : 1;
      }
      assertThat(taken).as("steps that were not refused").isBetween(STEPS / 4, STEPS * 9 / 10);
      end(first);
    }
  }

  private static Step draw(RandomGenerator random, Journal now) {
    long last = now.lastSequence(0);
    long epoch = Math.max(0, now.epoch(0) + random.nextInt(-2, 3));
    long sequence = Math.max(0, last + random.nextInt(-4, 2));
    long other = Math.max(0, sequence + random.nextInt(-1, 3));
    long id = random.nextInt(-3, 4);
    byte[] bytes = (epoch + ":" + last).getBytes(StandardCharsets.US_ASCII);
    String what = " " + epoch + " " + sequence + " " + other;
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> {
        long at = random.nextInt(8) == 0 ? sequence : last + 1;
        yield step("append " + epoch + " " + at, s -> append(s.journal, epoch, at));
      }
      case 5, 6 -> step("install" + what, s -> install(s.journal, epoch, other, sequence));
      case 7 -> step("snapshot" + what, s -> snapshot(s.journal, epoch, sequence, bytes));
      case 8 -> step("trim" + what, s -> done(() -> s.journal.trim(0, sequence)));
      case 9 ->
          random.nextInt(3) == 0
              ? step("promise" + what, s -> done(() -> s.journal.promise(0, epoch)))
              : step("trust", s -> done(() -> s.journal.trust(0)));
      case 10 ->
          step("put " + id, s -> done(() -> s.journal.archive(0).put(id, -id, id, bytes, 2)));
      case 11 -> step("forget " + id, s -> done(() -> s.journal.archive(0).forgetBefore(id)));
      case 12 -> step("replace" + what, s -> replace(s, epoch, other));
      case 13, 14 -> step("take " + id, s -> take(s, id, bytes));
      default ->
          random.nextBoolean()
              ? step("complete" + what, s -> complete(s, epoch, sequence))
              : step("end", JournalsAgreeTest::end);
    };
  }

  private static Step step(String what, Function<Side, Object> call) {
    return new Step(what, call);
  }

  private static String done(Runnable call) {
    call.run();
    return "done";
  }

  /** What an epoch writes at a place is always the same. */
  private static String append(Journal journal, long epoch, long first) {
    long last = first + (3 * epoch + first) % 3;
    byte[] record = (epoch + ":" + first).getBytes(StandardCharsets.US_ASCII);
    return done(() -> journal.append(0, epoch, first, last, record, record.length));
  }

  private static String install(Journal journal, long epoch, long start, long cut) {
    return done(() -> journal.installEpoch(0, epoch, start, cut));
  }

  private static String snapshot(Journal journal, long epoch, long sequence, byte[] bytes) {
    Iterator<byte[]> chunks = List.of(bytes).iterator();
    return done(
        () ->
            journal.saveSnapshot(
                0, epoch, sequence, () -> chunks.hasNext() ? chunks.next() : null));
  }

  private static String replace(Side side, long epoch, long start) {
    Replacement begun = side.journal.replace(0, epoch, start);
    side.copy = begun;
    return "begun";
  }

  private static String take(Side side, long id, byte[] bytes) {
    Replacement copy = side.copy;
    if (copy == null) {
      return "nothing";
    }
    copy.archived(id, -id, id, bytes);
    copy.chunk(bytes);
    return "taken";
  }

  private static String complete(Side side, long epoch, long sequence) {
    Replacement copy = side.copy;
    if (copy == null) {
      return "nothing";
    }
    copy.complete(epoch, sequence);
    return "complete";
  }

  private static String end(Side side) {
    Replacement copy = side.copy;
    side.copy = null;
    if (copy != null) {
      copy.close();
    }
    return "ended";
  }

  /** All that can be asked. */
  private static List<String> look(Journal journal) {
    List<String> seen = new ArrayList<>();
    long base = journal.firstSequence(0) - 1;
    long last = journal.lastSequence(0);
    seen.add("epoch " + journal.epoch(0) + " from " + journal.start(0));
    seen.add("promised " + journal.promised(0) + ", suspect " + journal.isSuspect(0));
    seen.add("log " + base + " to " + last + ", snapshot " + journal.snapshot(0));
    for (long sequence = base; sequence <= last; sequence++) {
      seen.add(sequence + " is of " + journal.epochAt(0, sequence));
    }
    journal.read(
        0,
        base,
        (epoch, first, upTo, bytes, offset, length) ->
            seen.add(
                epoch
                    + " "
                    + first
                    + " "
                    + upTo
                    + " "
                    + new String(bytes, offset, length, StandardCharsets.US_ASCII)));
    journal.exportArchive(
        0, (id, forget, record) -> seen.add(id + " " + forget + " " + record.length));
    if (journal.snapshot(0).isPresent()) {
      journal.loadSnapshot(0, chunk -> seen.add("chunk of " + chunk.length));
    }
    return seen;
  }
}
