package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KilledProcessTest {

  /** More for a longer look: {@code -Dholdfast.kill.rounds=50}. */
  private static final int ROUNDS = Integer.getInteger("holdfast.kill.rounds", 3);

  @TempDir Path temp;

  @Test
  void losesNothingThatAnAppendReturnedFrom() throws Exception {
    long kept = 0;
    for (int round = 1; round <= 3; round++) {
      long appended;
      try (JournalProcess child = JournalProcess.start("append", temp)) {
        long seen = child.readUntil(kept + 5_000L * round);
        appended = Math.max(seen, child.kill());
      }
      try (TestJournal t = TestJournal.open(temp)) {
        kept = t.journal.lastSequence(0);
        assertThat(kept).as("round %s", round).isGreaterThanOrEqualTo(appended);
        assertThat(t.read(0, 0)).hasSize((int) kept);
      }
    }
  }

  /** The head is 256 KiB and goes round several times in each round. */
  @Test
  void keepsWhatManyThreadsAppendedOnceAndInOrder() throws Exception {
    ShardWork[] works = new ShardWork[TestJournal.SHARDS];
    Arrays.setAll(works, shard -> new ShardWork());
    for (int round = 1; round <= ROUNDS; round++) {
      try (JournalProcess child = JournalProcess.start("shards", temp)) {
        child.readThenKill(
            5_000 + 737 * round, ShardWork.LINE, line -> works[ShardWork.shard(line)].told(line));
      }
      try (TestJournal t = TestJournal.open(temp)) {
        for (int shard = 0; shard < TestJournal.SHARDS; shard++) {
          List<String> found = t.read(shard, 0);
          assertThat(works[shard].allows(found))
              .as("round %s, shard %s: %s of %s", round, shard, found.size(), works[shard].size())
              .isTrue();
          assertThat(t.journal.lastSequence(shard)).isEqualTo(found.size());
          works[shard].goesOn(t.journal.epoch(shard), found);
        }
      }
    }
  }
}
