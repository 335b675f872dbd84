package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose records come from another member, under epochs that this one may have missed. */
class CopyLogTest {

  @TempDir Path temp;
  private TestJournal t;

  @BeforeEach
  void open() {
    t = TestJournal.open(temp.resolve("data"));
  }

  @AfterEach
  void close() {
    t.close();
  }

  @Test
  void takesOlderEpochsBelowTheStartOfTheInstalledOne() {
    t.journal.installEpoch(0, 7, 6, 1);
    assertThat(t.journal.start(0)).isEqualTo(6);
    t.append(0, 2, 1, 3);
    t.append(0, 4, 4, 4);
    assertRefused(() -> t.append(0, 3, 5, 5), "epoch 3 is below that of the last record, 4");
    assertRefused(() -> t.append(0, 8, 5, 5), "epoch 8 is not the installed one, 7");
    assertRefused(() -> t.append(0, 7, 5, 5), "epoch 7 starts at 6, against 5 to 5 of epoch 7");
    assertRefused(() -> t.append(0, 6, 5, 6), "epoch 7 starts at 6, against 5 to 6 of epoch 6");
    t.append(0, 6, 5, 5);
    t.append(0, 7, 6, 9);
    t = t.reopened();
    assertThat(t.read(0, 0)).containsExactly("2:1-3", "4:4-4", "6:5-5", "7:6-9");
    assertRefused(() -> t.append(0, 6, 10, 10), "epoch 6 is below that of the last record, 7");
  }

  @Test
  void cutsBelowTheStartAndKeepsTheStart() {
    t.journal.installEpoch(0, 1, 1);
    t.append(0, 1, 1, 3);
    t.append(0, 1, 4, 5);
    assertRefused(() -> t.journal.installEpoch(0, 4, 3, 4), "cannot keep all below 4");
    t.journal.installEpoch(0, 4, 20, 4);
    assertThat(t.journal.lastSequence(0)).isEqualTo(3);
    assertThat(t.journal.start(0)).isEqualTo(20);
    t.append(0, 3, 4, 4);
    t.journal.installEpoch(0, 4, 20, 2);
    assertThat(t.read(0, 0)).as("it is installed already").containsExactly("1:1-3", "3:4-4");
    t = t.reopened();
    assertThat(t.journal.start(0)).isEqualTo(20);
    assertThat(t.read(0, 0)).containsExactly("1:1-3", "3:4-4");
  }

  @Test
  void tellsTheEpochOfEverySequence() {
    t.journal.installEpoch(0, 7, 6, 1);
    assertThat(t.journal.epochAt(0, 0)).isZero();
    t.append(0, 2, 1, 3);
    t.append(0, 4, 4, 4);
    t.append(0, 4, 5, 5);
    t.append(0, 7, 6, 9);
    t.append(0, 7, 10, 10);
    for (int start = 0; start < 2; start++) {
      for (int[] each : new int[][] {{1, 2}, {3, 2}, {4, 4}, {5, 4}, {6, 7}, {9, 7}, {10, 7}}) {
        assertThat(t.journal.epochAt(0, each[0])).as("of %s", each[0]).isEqualTo(each[1]);
      }
      assertRefused(() -> t.journal.epochAt(0, 11), "the log has 0 to 10, not 11");
      t = t.reopened();
    }
    t.journal.installEpoch(0, 8, 6, 6);
    assertThat(t.journal.epochAt(0, 5)).isEqualTo(4);
    t.journal.installEpoch(0, 9, 6, 4);
    assertThat(t.journal.epochAt(0, 3)).isEqualTo(2);
    assertRefused(() -> t.append(0, 1, 4, 4), "epoch 1 is below that of the last record, 2");
  }

  @Test
  void tellsTheEpochOfWhatWasTrimmedLast() {
    t.journal.installEpoch(0, 7, 6, 1);
    t.append(0, 2, 1, 3);
    t.append(0, 4, 4, 5);
    t.append(0, 7, 6, 9);
    t.save(0, 7, 9, "nine");
    for (int[] upTo : new int[][] {{3, 2}, {4, 4}, {5, 4}, {9, 7}}) {
      t.journal.trim(0, upTo[0]);
      t = t.reopened();
      assertThat(t.journal.epochAt(0, upTo[0])).isEqualTo(upTo[1]);
      assertRefused(() -> t.journal.epochAt(0, upTo[0] - 1), "the log has " + upTo[0]);
    }
    t.save(0, 7, 20, "twenty");
    assertThat(t.journal.epochAt(0, 20)).isEqualTo(7);
    t.append(0, 7, 21, 21);
    assertThat(t.journal.epochAt(0, 20)).isEqualTo(7);
  }

  @Test
  void takesNothingBetweenAPromiseAndItsEpoch() {
    t.journal.installEpoch(0, 3, 1);
    t.append(0, 3, 1, 1);
    t.journal.promise(0, 5);
    t.journal.promise(0, 4);
    t.journal.sync();
    for (int start = 0; start < 2; start++) {
      assertThat(t.journal.promised(0)).isEqualTo(5);
      assertRefused(() -> t.append(0, 3, 2, 2), "epoch 5 is promised, installed is 3");
      assertRefused(() -> t.journal.installEpoch(0, 4, 2), "epoch 4 is below the promised one, 5");
      t = t.reopened();
    }
    t.journal.installEpoch(0, 6, 3, 2);
    t.append(0, 3, 2, 2);
    t.append(0, 6, 3, 3);
    t.journal.promise(0, 6);
    t.append(0, 6, 4, 4);
    assertThat(t.read(0, 0)).containsExactly("3:1-1", "3:2-2", "6:3-3", "6:4-4");
  }

  private static void assertRefused(Runnable call, String why) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why);
  }
}
