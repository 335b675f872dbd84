package dev.holdfast.client;

import dev.holdfast.v1.AuditRequest;
import dev.holdfast.v1.GetStatusRequest;
import dev.holdfast.v1.GridServiceGrpc;
import java.util.concurrent.CompletionStage;

/** The grid itself. Thread-safe. */
public final class Grid {

  private final Calls calls;

  Grid(Calls calls) {
    this.calls = calls;
  }

  /** Who is there and how each shard does, as the node that answers sees it. */
  public GridStatus status() {
    return asking().await();
  }

  public CompletionStage<GridStatus> statusAsync() {
    return asking().async();
  }

  /**
   * Checks the grid's promises while it serves. It takes seconds per million holds: give it time by
   * {@link Holdfast#withDeadline}.
   */
  public AuditReport audit() {
    return auditing().await();
  }

  public CompletionStage<AuditReport> auditAsync() {
    return auditing().async();
  }

  private Call<?, GridStatus> asking() {
    return calls.unary(
        GridServiceGrpc.getGetStatusMethod(),
        GetStatusRequest.getDefaultInstance(),
        Reading::status);
  }

  private Call<?, AuditReport> auditing() {
    return calls.collected(
        GridServiceGrpc.getAuditMethod(), AuditRequest.getDefaultInstance(), Reading::audit);
  }
}
