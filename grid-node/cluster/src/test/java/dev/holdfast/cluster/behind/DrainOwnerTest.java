package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that change their owner, and effects that are not committed yet. */
class DrainOwnerTest {
  private static final UUID FIRST = new UUID(0, 1);
  private static final UUID SECOND = new UUID(0, 2);

  @TempDir private Path data;
  private TestStore store;
  private TestMember member;
  private long epoch;

  /** A drainer of one member, and what it is told of the shards. */
  private final class Side implements AutoCloseable {
    final List<String> closed = new ArrayList<>();
    final Drainer drainer;
    OwnedShard.Owned owned = new OwnedShard.Owned(0, epoch, 0);

    Side(UUID identity) {
      Ownership ownership =
          new Ownership(
              identity, () -> Set.of(FIRST, SECOND), DrainedMarks.read(data), closed::add);
      List<OwnedShard> shards =
          IntStream.range(0, TestMember.SHARDS)
              .mapToObj(shard -> new OwnedShard(shard, () -> owned(shard), () -> TestMember.START))
              .toList();
      drainer =
          new Drainer(
              new Drainer.Ground(
                  ownership,
                  member.journal,
                  DrainOwnerTest.this::copy,
                  store.ledger(),
                  member.clock,
                  () -> member.control.group.state().catalogue(),
                  new CatalogueVersions(),
                  shards,
                  member.metrics,
                  DrainLimits.DEFAULT));
    }

    private OwnedShard.Owned owned(int shard) {
      long most = member.journal.lastSequence(shard);
      return new OwnedShard.Owned(
          owned.epoch(), owned.ratified(), Math.min(owned.committed(), most));
    }

    void owns(long under, long ratified, long committed) {
      owned = new OwnedShard.Owned(under, ratified, committed);
    }

    Side drain() {
      for (int round = 0; round < 40; round++) {
        member.clock.millis += 200;
        drainer.step();
      }
      return this;
    }

    @Override
    public void close() {
      drainer.close();
    }
  }

  @BeforeEach
  void sell() throws Exception {
    store = TestStore.fresh();
    member = TestMember.withoutLedger(data, new TestMember.Control());
    Shop shop = new Shop(member.grid(), member.clock, 1);
    shop.open();
    for (int call = 0; call < 100; call++) {
      shop.next();
    }
    epoch = member.grid().status().shards().getFirst().epoch();
  }

  @AfterEach
  void close() {
    member.close();
  }

  /** As {@link Projection} wants it. */
  private Shard copy(int number, long upTo) {
    Shard shard = new Shard(number, Projection.LIMITS, Archive.none(), lateMillis -> {});
    member.journal.read(
        number,
        0,
        (at, first, last, bytes, offset, length) -> {
          if (last > upTo) {
            return false;
          }
          Frame record = Frame.wrap(bytes, offset + length);
          record.seek(offset);
          shard.fold(record);
          return true;
        });
    return shard;
  }

  private long last() {
    return IntStream.range(0, TestMember.SHARDS).mapToLong(member.journal::lastSequence).sum();
  }

  private long written() throws Exception {
    return store.number("select coalesce(sum(sequence), 0)::bigint from shards");
  }

  @Test
  void writesWhatIsCommittedAndNoMore() throws Exception {
    try (Side first = new Side(FIRST)) {
      first.owns(epoch, epoch, 10);
      first.drain();
      assertThat(store.number("select max(sequence) from shards")).isBetween(1L, 10L);
      assertThat(store.number("select max(last_sequence) from effects")).isLessThanOrEqualTo(10);
      first.owns(epoch, epoch, Long.MAX_VALUE);
      first.drain();
      assertThat(written()).isEqualTo(last());
      assertThat(first.drainer.effectsBehind()).isZero();
      assertThat(first.drainer.trouble()).isEmpty();
    }
  }

  @Test
  void whoOwnsNothingWritesNothingAndHasNoTrouble() throws Exception {
    try (Side first = new Side(FIRST)) {
      first.drain();
      assertThat(written()).isZero();
      assertThat(first.drainer.trouble()).isEmpty();
      assertThat(first.drainer.drained(0)).isZero();
      assertThat(first.drainer.writes(0)).isFalse();
    }
  }

  @Test
  void aDeposedOwnerForgetsQuietlyAndMayComeBack() throws Exception {
    try (Side first = new Side(FIRST);
        Side second = new Side(SECOND)) {
      first.owns(epoch, epoch, 20);
      first.drain();
      second.owns(epoch + 1, epoch + 1, 40);
      second.drain();
      long bySecond = written();
      assertThat(bySecond).isGreaterThan(0);

      // Cut off: it has heard neither of the next epoch nor of its end.
      first.owns(epoch, epoch, Long.MAX_VALUE);
      first.drain();
      assertThat(written()).isEqualTo(bySecond);
      assertThat(first.closed).isEmpty();
      assertThat(first.drainer.closed()).isEmpty();

      first.owns(0, epoch + 1, Long.MAX_VALUE);
      first.drain();
      assertThat(first.drainer.trouble()).isEmpty();
      assertThat(first.drainer.figures(0)).isEqualTo(new Drainer.Figures(0, 0, 0));

      first.owns(epoch + 2, epoch + 2, Long.MAX_VALUE);
      first.drain();
      assertThat(written()).isEqualTo(last());
      assertThat(first.drainer.drained(0)).isEqualTo(member.journal.lastSequence(0));
      second.drain();
      assertThat(second.closed).isEmpty();
    }
  }

  @Test
  void aCopyOfItsDirectoryUnderALaterEpochIsNobodyElse() {
    try (Side first = new Side(FIRST);
        Side copy = new Side(FIRST)) {
      copy.owns(epoch + 1, epoch + 1, Long.MAX_VALUE);
      copy.drain();
      first.owns(epoch, epoch, Long.MAX_VALUE);
      first.drain();
      assertThat(first.drainer.closed(0)).contains("another process has gone on with a copy");
      assertThat(first.closed).isNotEmpty();
    }
  }
}
