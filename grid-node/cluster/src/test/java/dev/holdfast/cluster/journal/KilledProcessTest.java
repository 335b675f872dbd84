package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KilledProcessTest {

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
}
