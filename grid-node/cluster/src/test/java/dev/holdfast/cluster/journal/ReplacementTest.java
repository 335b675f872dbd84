package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another member's copy takes the place of all that there was, or of nothing. */
class ReplacementTest {

  @TempDir Path temp;
  private TestJournal t;

  @BeforeEach
  void open() {
    t = TestJournal.unfed(temp.resolve("data"));
    t.journal.installEpoch(0, 1, 1);
    t.journal.installEpoch(1, 1, 1);
    t.append(0, 1, 1, 5);
    t.append(1, 1, 1, 2);
    archive(0, 1, 100);
    archive(1, 1, 100);
    t.save(0, 1, 5, "five");
    t.save(1, 1, 2, "two");
    t.append(0, 1, 6, 8);
  }

  @AfterEach
  void close() {
    t.close();
  }

  private void archive(int shard, long id, int content) {
    t.journal.archive(shard).put(id, -id, 1_000 + id, new byte[] {(byte) content}, 1);
  }

  private static void take(Replacement copy, String... chunks) {
    copy.archived(1, -1, 2_000, new byte[] {7});
    copy.archived(3, -3, 2_000, new byte[] {8});
    for (String chunk : chunks) {
      copy.chunk(chunk.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void assertOld(TestJournal at) {
    assertThat(at.read(0, 0)).containsExactly("1:1-5", "1:6-8");
    assertThat(at.load(0)).isEqualTo("five");
    assertThat(at.journal.archive(0).find(1, -1)).containsExactly(100);
    assertThat(at.journal.archive(0).find(3, -3)).isNull();
    assertThat(at.journal.isSuspect(0)).isFalse();
  }

  private void assertNew(TestJournal at) {
    assertThat(at.journal.epoch(0)).isEqualTo(4);
    assertThat(at.journal.start(0)).isEqualTo(90);
    assertThat(at.journal.lastSequence(0)).isEqualTo(3);
    assertThat(at.journal.firstSequence(0)).isEqualTo(4);
    assertThat(at.journal.epochAt(0, 3)).isEqualTo(2);
    assertThat(at.load(0)).isEqualTo("three");
    assertThat(at.journal.archive(0).find(1, -1)).containsExactly(7);
    assertThat(at.journal.archive(0).find(3, -3)).containsExactly(8);
    assertThat(at.journal.archive(1).find(1, -1)).containsExactly(100);
    assertThat(at.journal.isSuspect(0)).as("only the owner knows").isTrue();
    assertThat(at.journal.isSuspect(1)).isFalse();
  }

  @Test
  void aCompleteCopyIsAllThatThereIs() throws IOException {
    try (Replacement copy = t.journal.replace(0, 4, 90)) {
      take(copy, "thr", "ee");
      copy.complete(2, 3);
    }
    assertNew(t);
    Path image = t.image(temp.resolve("killed"));
    Files.delete(image.resolve(HeadFile.NAME));
    try (TestJournal killed = TestJournal.unfed(image)) {
      assertNew(killed);
    }
    t.append(0, 2, 4, 4);
    t.append(0, 3, 5, 6);
    assertThat(t.read(0, 3)).containsExactly("2:4-4", "3:5-6");
    assertThat(files()).hasSize(2);
    t.journal.archive(0).forgetBefore(2_001);
    assertThat(t.journal.archive(0).find(3, -3)).isNull();
    assertThat(t.read(1, 0)).containsExactly("1:1-2");
  }

  @Test
  void untilItIsCompleteNothingChanges() throws IOException {
    Replacement copy = t.journal.replace(0, 4, 90);
    take(copy, "three");
    // So many that they are on disk already.
    for (int id = 100; id < 3_000; id++) {
      copy.archived(id, -id, 2_000, new byte[1]);
    }
    assertOld(t);
    try (TestJournal killed = TestJournal.unfed(t.image(temp.resolve("killed")))) {
      assertOld(killed);
      try (Replacement again = killed.journal.replace(0, 4, 90)) {
        again.chunk(new byte[] {'x'});
        again.complete(2, 3);
      }
      assertThat(killed.journal.archive(0).find(3, -3))
          .as("what was staged before the death is not of it")
          .isNull();
    }
    assertThatThrownBy(() -> t.journal.replace(0, 5, 90))
        .hasMessage("shard 0 is being replaced already");
    copy.close();
    copy.close();
    assertOld(t);
    assertThat(files()).hasSize(2);
    try (Replacement again = t.journal.replace(0, 4, 90)) {
      again.chunk("three".getBytes(StandardCharsets.UTF_8));
      again.complete(2, 3);
    }
    assertThat(t.journal.archive(0).find(3, -3)).isNull();
  }

  @Test
  void aCopyOfALowerEpochIsRefused() {
    t.journal.promise(0, 3);
    assertThatThrownBy(() -> t.journal.replace(0, 2, 9))
        .hasMessage("shard 0: a copy of epoch 2, but installed is 1 and promised 3");
    try (Replacement copy = t.journal.replace(0, 3, 90)) {
      take(copy, "three");
      t.journal.installEpoch(0, 4, 9, 9);
      assertThatThrownBy(() -> copy.complete(2, 3)).isInstanceOf(IllegalStateException.class);
    }
    assertOld(t);
  }

  @Test
  void aCopyThatCannotBeIsRefused() {
    try (Replacement copy = t.journal.replace(0, 4, 90)) {
      assertThatThrownBy(() -> copy.complete(2, 3)).hasMessageContaining("0 chunks");
      copy.chunk(new byte[1]);
      assertThatThrownBy(() -> copy.complete(0, 0)).hasMessageContaining("1 chunks");
      assertThatThrownBy(() -> copy.complete(5, 3)).hasMessageContaining("epoch 5 did not write");
      assertThatThrownBy(() -> copy.complete(3, 90)).hasMessageContaining("epoch 3 did not write");
      copy.complete(4, 95);
      assertThatThrownBy(() -> copy.chunk(new byte[1])).hasMessageContaining("it has ended");
    }
    t.append(0, 4, 96, 96);
    assertThat(t.read(0, 95)).containsExactly("4:96-96");
  }

  @Test
  void anEmptyOneLeavesAnEmptyShard() throws IOException {
    try (Replacement copy = t.journal.replace(0, 4, 90)) {
      copy.complete(0, 0);
    }
    t = TestJournal.unfed(closed());
    assertThat(t.journal.lastSequence(0)).isZero();
    assertThat(t.journal.snapshot(0)).isEmpty();
    assertThat(t.journal.archive(0).find(1, -1)).isNull();
    assertThat(files()).hasSize(1);
    t.append(0, 1, 1, 1);
    assertThat(t.read(0, 0)).containsExactly("1:1-1");
  }

  @Test
  void aSnapshotOfTheCopyBeforeComesTooLate() {
    List<Replacement> open = new ArrayList<>();
    assertThatThrownBy(
            () ->
                t.journal.saveSnapshot(
                    0,
                    1,
                    8,
                    () -> {
                      if (!open.isEmpty()) {
                        return null;
                      }
                      Replacement copy = t.journal.replace(0, 4, 90);
                      open.add(copy);
                      take(copy, "three");
                      copy.complete(2, 3);
                      return new byte[1];
                    }))
        .hasMessage("shard 0: a snapshot of the copy that was replaced meanwhile");
    assertNew(t);
  }

  @Test
  void theArchiveIsGivenInOrderAndInPieces() {
    for (int id = 40; id >= 2; id--) {
      archive(0, id, id);
    }
    archive(0, -7, 99);
    t.journal.archive(0).forgetBefore(1_003);
    List<Long> all = new ArrayList<>();
    t.journal.exportArchive(
        0,
        (id, forgetMillis, record) -> {
          assertThat(id.low()).isEqualTo(-id.high());
          assertThat(forgetMillis).isEqualTo(1_000 + id.high());
          return all.add(id.high());
        });
    assertThat(all).hasSize(38).startsWith(3L, 4L).endsWith(39L, 40L);
    List<Long> pieces = new ArrayList<>();
    ArchiveId[] last = {null};
    for (int before = -1; before < pieces.size(); ) {
      before = pieces.size();
      int until = before + 7;
      t.journal.exportArchive(
          0,
          last[0],
          (id, forgetMillis, record) -> {
            last[0] = id;
            pieces.add(id.high());
            return pieces.size() < until;
          });
    }
    assertThat(pieces).isEqualTo(all);
  }

  private Path closed() {
    t.close();
    return t.path;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(temp.resolve("data/snapshots"))) {
      return found.toList();
    }
  }
}
