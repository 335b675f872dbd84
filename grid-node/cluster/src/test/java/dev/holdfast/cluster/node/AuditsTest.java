package dev.holdfast.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Reason;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits wait for each other, and not without bound. */
class AuditsTest {

  @TempDir Path directory;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<AuditFinding> findings = new ArrayList<>();
  private OneNode node;

  @BeforeEach
  void open() {
    node = new OneNode(directory);
    node.background = waiting::add;
  }

  @AfterEach
  void close() {
    node.close();
  }

  private CompletableFuture<Answer<Boolean>> audit(BooleanSupplier wanted) {
    return node.grid.audit(false, findings::add, wanted).toCompletableFuture();
  }

  private void runAll() {
    while (!waiting.isEmpty()) {
      waiting.poll().run();
    }
  }

  @Test
  void oneIsAtWorkAndTwoWait() {
    List<CompletableFuture<Answer<Boolean>>> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(audit(() -> true));
    }
    assertThat(waiting).hasSize(1);
    assertThat(audit(() -> true)).isCompleted();
    assertThat(audit(() -> true).join())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED);
              assertThat(refused.retryMillis()).isPositive();
            });
    runAll();
    assertThat(taken).allSatisfy(audit -> assertThat(audit.join()).isEqualTo(Answer.done(true)));
    assertThat(findings).filteredOn(finding -> finding.check().equals("summary")).hasSize(3);
    audit(() -> true);
    assertThat(waiting).as("there is room again").hasSize(1);
  }

  @Test
  void whatNobodyWantsAnyMoreEndsBeforeTheNextShard() {
    CompletableFuture<Answer<Boolean>> late = audit(() -> false);
    CompletableFuture<Answer<Boolean>> left = audit(() -> findings.isEmpty());
    runAll();
    assertThat(late.join()).isEqualTo(Answer.done(false));
    assertThat(left.join()).isEqualTo(Answer.done(false));
    assertThat(findings).as("only what comes before the shards").hasSize(1);
  }
}
