package dev.holdfast.ops.recover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePointTest {

  @TempDir Path folder;

  @Test
  void onlyTheLatestRecoveryOfALogCounts() throws IOException {
    assertThat(RestorePoint.in(log(""))).isEmpty();
    assertThat(
            RestorePoint.in(
                log(
                    """
                    shard 0 comes back from PostgreSQL up to effect 7 of epoch 1, of 2026-01-01
                    shard 1 comes back from PostgreSQL up to effect 0 of epoch 0, of 1970-01-01
                    INFO member serves 2 shards
                    shard 0 comes back from PostgreSQL up to effect 9 of epoch 2, of 2026-01-01
                    shard 1 comes back from PostgreSQL up to effect 3 of epoch 4, of 2026-01-01
                    """)))
        .containsExactly(
            new RestorePoint(0, 9, 2, "2026-01-01"), new RestorePoint(1, 3, 4, "2026-01-01"));
  }

  private Path log(String text) throws IOException {
    return Files.writeString(folder.resolve("node.log"), text);
  }
}
