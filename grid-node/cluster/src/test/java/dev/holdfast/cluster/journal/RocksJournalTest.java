package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksJournalTest {

  @TempDir Path temp;
  private TestJournal t;

  @BeforeEach
  void open() {
    t = TestJournal.open(temp.resolve("data"));
    t.journal.installEpoch(0, 1, 1);
  }

  @AfterEach
  void close() {
    t.close();
  }

  @Test
  void readsBackWhatWasAppendedAlsoAfterARestart() {
    t.append(0, 1, 1, 1);
    t.append(0, 1, 2, 65);
    t.append(0, 1, 66, 66);
    assertThat(t.read(0, 0)).containsExactly("1:1-1", "1:2-65", "1:66-66");
    t = t.reopened();
    assertThat(t.journal.epoch(0)).isEqualTo(1);
    assertThat(t.journal.lastSequence(0)).isEqualTo(66);
    assertThat(t.journal.firstSequence(0)).isEqualTo(1);
    assertThat(t.read(0, 0)).containsExactly("1:1-1", "1:2-65", "1:66-66");
  }

  @Test
  void readsFromTheRecordThatHoldsTheNextSequence() {
    t.append(0, 1, 1, 10);
    t.append(0, 1, 11, 20);
    t.append(0, 1, 21, 30);
    assertThat(t.read(0, 10)).containsExactly("1:11-20", "1:21-30");
    assertThat(t.read(0, 15)).containsExactly("1:11-20", "1:21-30");
    assertThat(t.read(0, 30)).isEmpty();
    List<Long> one = new ArrayList<>();
    t.journal.read(0, 0, (epoch, first, last, bytes, offset, length) -> !one.add(last));
    assertThat(one).containsExactly(10L);
  }

  @Test
  void keepsShardsApart() {
    t.journal.installEpoch(1, 1, 1);
    t.append(1, 1, 1, 5);
    t.append(0, 1, 1, 2);
    assertThat(t.read(0, 0)).containsExactly("1:1-2");
    assertThat(t.read(1, 0)).containsExactly("1:1-5");
    assertThat(t.journal.lastSequence(2)).isZero();
    assertThatThrownBy(() -> t.journal.lastSequence(TestJournal.SHARDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shard must be 0 to 3, not 4");
  }

  @Test
  void refusesWhatDoesNotFollow() {
    t.append(0, 1, 1, 3);
    assertThatThrownBy(() -> t.append(0, 1, 5, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 0: sequences 5 to 5 do not follow 3");
    assertThatThrownBy(() -> t.append(0, 1, 3, 4)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> t.append(0, 1, 4, 3)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> t.append(0, 2, 4, 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 0: epoch 2 is not the installed one, 1");
    assertThatThrownBy(() -> t.append(1, 1, 1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 1: epoch 1 is not the installed one, 0");
    t.append(0, 1, 4, 4);
    assertThat(t.read(0, 0)).containsExactly("1:1-3", "1:4-4");
  }

  @Test
  void anEpochDeletesTheOldTailForGood() {
    t.append(0, 1, 1, 5);
    t.append(0, 1, 6, 6);
    t.append(0, 1, 7, 9);
    t.journal.installEpoch(0, 2, 7);
    assertThat(t.journal.lastSequence(0)).isEqualTo(6);
    t.append(0, 2, 7, 7);
    t = t.reopened();
    assertThat(t.journal.epoch(0)).isEqualTo(2);
    assertThat(t.read(0, 0)).containsExactly("1:1-5", "1:6-6", "2:7-7");
  }

  @Test
  void installsAnEpochOnceAndNoneBelow() {
    t.append(0, 1, 1, 5);
    t.journal.installEpoch(0, 3, 6);
    t.append(0, 3, 6, 6);
    t.journal.installEpoch(0, 3, 6);
    assertThat(t.journal.lastSequence(0)).isEqualTo(6);
    for (long[] epochAndStart : new long[][] {{2, 7}, {3, 7}, {3, 5}}) {
      assertThatThrownBy(() -> t.journal.installEpoch(0, epochAndStart[0], epochAndStart[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot follow the installed one, 3");
    }
    assertThatThrownBy(() -> t.journal.installEpoch(0, 4, 8))
        .hasMessage("shard 0: an epoch can start at 1 to 7, not at 8");
    assertThatThrownBy(() -> t.journal.installEpoch(0, 4, 3))
        .hasMessage("shard 0: start 3 is inside the record 1 to 5");
    assertThat(t.read(0, 0)).containsExactly("1:1-5", "3:6-6");
  }

  @Test
  void trimsUpToTheSnapshotAndNotBeyond() {
    t.append(0, 1, 1, 5);
    t.append(0, 1, 6, 10);
    t.append(0, 1, 11, 15);
    assertThatThrownBy(() -> t.journal.trim(0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 0: cannot trim up to 1: there is no snapshot");
    t.save(0, 1, 10, "ten");
    assertThatThrownBy(() -> t.journal.trim(0, 11))
        .hasMessage("shard 0: cannot trim up to 11: the snapshot is at 10");
    t.journal.trim(0, 10);
    t.journal.trim(0, 7);
    t = t.reopened();
    assertThat(t.journal.firstSequence(0)).isEqualTo(11);
    assertThat(t.read(0, 10)).containsExactly("1:11-15");
    assertThatThrownBy(() -> t.read(0, 9))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 0: the log is trimmed up to 10, so it cannot be read after 9");
    assertThatThrownBy(() -> t.journal.installEpoch(0, 2, 10))
        .hasMessage("shard 0: an epoch can start at 11 to 16, not at 10");
  }

  @Test
  void aTrimInsideARecordKeepsIt() {
    t.append(0, 1, 1, 5);
    t.append(0, 1, 6, 10);
    t.save(0, 1, 10, "ten");
    t.journal.trim(0, 7);
    assertThat(t.read(0, 7)).containsExactly("1:6-10");
  }

  @Test
  void keepsTheLastSequenceWhenAllIsTrimmed() {
    t.append(0, 1, 1, 5);
    t.save(0, 1, 5, "five");
    t.journal.trim(0, 5);
    t = t.reopened();
    assertThat(t.journal.lastSequence(0)).isEqualTo(5);
    assertThat(t.read(0, 5)).isEmpty();
    t.append(0, 1, 6, 6);
    assertThat(t.read(0, 5)).containsExactly("1:6-6");
  }

  @Test
  void refusesALongerRecordThanItsArray() {
    assertThatThrownBy(() -> t.journal.append(0, 1, 1, 1, new byte[4], 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length must be 0 to 4, not 5");
    t.journal.append(0, 1, 1, 1, new byte[3 << 20], 3 << 20);
    int[] lengths = new int[1];
    t.journal.read(
        0,
        0,
        (epoch, first, last, bytes, offset, length) -> {
          lengths[0] = length;
          return true;
        });
    assertThat(lengths[0]).isEqualTo(3 << 20);
  }

  @Test
  void refusesCallsAfterClose() {
    t.journal.close();
    t.journal.close();
    assertThatThrownBy(() -> t.append(0, 1, 1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the journal is closed");
    assertThatThrownBy(t.journal::sync).hasMessage("the journal is closed");
    assertThatThrownBy(() -> t.read(0, 0)).hasMessage("the journal is closed");
  }

  @Test
  void countsItsBytes() {
    long before = t.journal.usedBytes();
    t.journal.append(0, 1, 1, 1, new byte[1 << 20], 1 << 20);
    assertThat(t.journal.usedBytes()).isGreaterThanOrEqualTo(before + (1 << 20));
    assertThat(t.journal.freeBytes()).isPositive();
  }
}
