package dev.holdfast.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ops.command.OperationException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PostgresTest {

  @TempDir Path folder;

  @Test
  void itIsStoppedFrozenKilledAndComesBackWithItsRows() throws Exception {
    try (Postgres postgres = Postgres.create(folder, folder.resolve("data"))) {
      try (Queries queries = postgres.queries()) {
        queries.run("create table kept (n int); insert into kept values (4711)");
        postgres.freeze();
        CompletableFuture<Long> answer =
            CompletableFuture.supplyAsync(() -> queries.number("select n from kept"));
        assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        postgres.thaw();
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(4_711);
      }
      postgres.stop();
      assertThatThrownBy(postgres::queries).isInstanceOf(OperationException.class);
      postgres.start();
      postgres.kill9();
      assertThatThrownBy(postgres::queries).isInstanceOf(OperationException.class);
      postgres.start();
      try (Queries queries = postgres.queries()) {
        assertThat(queries.number("select n from kept where n > ?", 1)).isEqualTo(4_711);
        assertThatThrownBy(() -> queries.number("select n from lost"))
            .isInstanceOf(OperationException.class)
            .hasMessageContaining("lost");
      }
    }
  }
}
