package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.AuditFinding;
import dev.holdfast.v1.AuditRequest;
import dev.holdfast.v1.GetStatusRequest;
import dev.holdfast.v1.GridServiceGrpc;
import dev.holdfast.v1.GridStatus;
import dev.holdfast.v1.MemberStatus;
import dev.holdfast.v1.RestorePoint;
import dev.holdfast.v1.ShardStatus;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/** GridService in front of the port. Safe for any thread. */
final class GridDoor extends GridServiceGrpc.GridServiceImplBase {

  private final StockGrid grid;
  private final Answers answers;
  private final EventLoops loops;
  private final String version;

  GridDoor(StockGrid grid, Answers answers, EventLoops loops, String version) {
    this.grid = grid;
    this.answers = answers;
    this.loops = loops;
    this.version = version;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GridStatus> out) {
    answers.answerNow(request, out, r -> Answer.done(status(grid.status())));
  }

  /** Findings are few, some for each shard, so they are not held back for a slow reader. */
  @Override
  public void audit(AuditRequest request, StreamObserver<AuditFinding> out) {
    AtomicBoolean wanted = new AtomicBoolean(true);
    ((ServerCallStreamObserver<AuditFinding>) out).setOnCancelHandler(() -> wanted.set(false));
    EventExecutor loop = loops.current();
    grid.audit(
            request.getRequireStore(),
            found -> loop.execute(() -> out.onNext(finding(found))),
            wanted::get)
        .whenComplete((answer, failure) -> loop.execute(() -> answers.end(out, answer, failure)));
  }

  private GridStatus status(dev.holdfast.engine.GridStatus status) {
    return GridStatus.newBuilder()
        .setMemberId(status.memberId())
        .setVersion(version)
        .addAllShards(status.shards().stream().map(GridDoor::shard).toList())
        .setCatalogueVersion(status.catalogueVersion())
        .addAllAlarms(status.alarms())
        .setWriteBehindLagP99Millis(status.behindLagP99Millis())
        .addAllRestorePoints(status.restorePoints().stream().map(GridDoor::point).toList())
        .addAllMembers(
            status.members().stream()
                .map(m -> MemberStatus.newBuilder().setMemberId(m.memberId()).setAlive(m.alive()))
                .map(MemberStatus.Builder::build)
                .toList())
        .setWantedCopies(status.copies())
        .build();
  }

  private static RestorePoint point(dev.holdfast.engine.RestorePoint point) {
    RestorePoint.Builder wire =
        RestorePoint.newBuilder()
            .setShard(point.shard())
            .setRestoreTime(Times.timestamp(point.atMillis()))
            .setEpoch(point.epoch())
            .setSequence(point.sequence())
            .setLargestLagMillis(point.largestLagMillis());
    if (point.sequence() > 0) {
      wire.setEffectTime(Times.timestamp(point.timeMillis()));
    }
    return wire.build();
  }

  private static ShardStatus shard(dev.holdfast.engine.GridStatus.ShardStatus shard) {
    return ShardStatus.newBuilder()
        .setShard(shard.shard())
        .setState(shard.open() ? ShardStatus.State.OPEN : ShardStatus.State.CLOSED)
        .setEpoch(shard.epoch())
        .setSequence(shard.sequence())
        .setSnapshotSequence(shard.snapshotSequence())
        .setLiveHolds(shard.liveHolds())
        .setEndedHolds(shard.endedHolds())
        .setPositions(shard.positions())
        .setReason(shard.reason())
        .setDrainedSequence(shard.drainedSequence())
        .setLagMillis(shard.lagMillis())
        .setRole(role(shard.seat().role()))
        .setOwnerId(shard.seat().ownerId())
        .addAllCopyIds(shard.seat().copyIds())
        .build();
  }

  private static ShardStatus.Role role(dev.holdfast.engine.GridStatus.Role role) {
    return switch (role) {
      case OWNER -> ShardStatus.Role.OWNER;
      case COPY -> ShardStatus.Role.COPY;
      case LOADING -> ShardStatus.Role.LOADING;
      case CLOSED -> ShardStatus.Role.NONE;
    };
  }

  private static AuditFinding finding(dev.holdfast.engine.AuditFinding finding) {
    return AuditFinding.newBuilder()
        .setCheck(finding.check())
        .setShard(finding.shard())
        .setPassed(finding.passed())
        .setCompared(finding.compared())
        .setDetail(finding.detail())
        .build();
  }
}
