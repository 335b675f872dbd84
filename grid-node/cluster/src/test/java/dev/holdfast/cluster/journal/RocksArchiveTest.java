package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.shard.Archive;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksArchiveTest {

  private static final int MANY = 3 * RocksArchive.FORGOTTEN;

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
  void findsTheLatestOfAnIdentityInItsShardOnly() {
    put(1, 1, 100, 7);
    put(1, 1, 100, 8);
    assertThat(archive().find(1, 1)).containsExactly(8);
    assertThat(archive().find(1, 2)).isNull();
    assertThat(t.journal.archive(1).find(1, 1)).isNull();
    assertThat(t.journal.archive(0)).isSameAs(archive());
  }

  @Test
  void takesOnlyTheLengthItIsTold() {
    archive().put(5, 5, 1, new byte[] {1, 2, 3}, 2);
    assertThat(archive().find(5, 5)).containsExactly(1, 2);
  }

  @Test
  void keepsOverARestartWhatASnapshotCovers() {
    t.journal.installEpoch(0, 1, 1);
    for (int i = 0; i < MANY; i++) {
      put(i, -i, i, i % 100);
    }
    t.save(0, 1, 1, "one");
    t = t.reopened();
    for (int i = 0; i < MANY; i++) {
      assertThat(archive().find(i, -i)).containsExactly(i % 100);
    }
  }

  @Test
  void forgetsInOrderAndABoundedNumberEachCall() {
    for (int i = 0; i < MANY; i++) {
      put(i, 0, 1_000 + i, 1);
    }
    archive().forgetBefore(1_000);
    assertThat(archive().find(0, 0)).isNotNull();
    assertThat(archive().forgetBefore(1_000 + MANY - 1)).isTrue();
    assertThat(archive().find(RocksArchive.FORGOTTEN - 1, 0)).isNull();
    assertThat(archive().find(RocksArchive.FORGOTTEN, 0)).isNotNull();
    assertThat(archive().forgetBefore(1_000 + MANY - 1)).isTrue();
    assertThat(archive().forgetBefore(1_000 + MANY - 1)).isFalse();
    assertThat(archive().find(MANY - 2, 0)).isNull();
    assertThat(archive().find(MANY - 1, 0)).isNotNull();
    archive().forgetBefore(Long.MAX_VALUE);
    assertThat(archive().find(MANY - 1, 0)).isNull();
  }

  @Test
  void oneThatIsPutAgainIsForgottenByItsLaterTime() {
    put(1, 1, 100, 7);
    t.journal.installEpoch(0, 1, 1);
    t.save(0, 1, 1, "written");
    put(1, 1, 200, 8);
    archive().forgetBefore(150);
    assertThat(archive().find(1, 1)).containsExactly(8);
    archive().forgetBefore(201);
    assertThat(archive().find(1, 1)).isNull();
    put(2, 2, -5, 9);
    archive().forgetBefore(-5);
    assertThat(archive().find(2, 2)).containsExactly(9);
    archive().forgetBefore(0);
    assertThat(archive().find(2, 2)).isNull();
  }

  private Archive archive() {
    return t.journal.archive(0);
  }

  private void put(long high, long low, long forgetMillis, int content) {
    archive().put(high, low, forgetMillis, new byte[] {(byte) content}, 1);
  }
}
