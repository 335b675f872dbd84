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
    return auditing(false).await();
  }

  public CompletionStage<AuditReport> auditAsync() {
    return auditing(false).async();
  }

  /**
   * Like {@link #audit}, but waits up to 30 s until PostgreSQL has everything up to now, and fails
   * what cannot be compared with it.
   */
  public AuditReport auditWithStore() {
    return auditing(true).await();
  }

  public CompletionStage<AuditReport> auditWithStoreAsync() {
    return auditing(true).async();
  }

  private Call<?, GridStatus> asking() {
    return calls.unary(
        GridServiceGrpc.getGetStatusMethod(),
        GetStatusRequest.getDefaultInstance(),
        Reading::status);
  }

  private Call<?, AuditReport> auditing(boolean requireStore) {
    return calls.collected(
        GridServiceGrpc.getAuditMethod(),
        AuditRequest.newBuilder().setRequireStore(requireStore).build(),
        Reading::audit);
  }
}
