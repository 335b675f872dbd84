package dev.holdfast.cluster.control;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link ControlMachine} inside Ratis; decides nothing. Ratis calls it from one thread at
 * a time.
 */
final class RatisMachine extends BaseStateMachine {

  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final ControlMachine machine;
  private final Consumer<Throwable> failed;
  private final ConcurrentSkipListMap<Long, CompletableFuture<Void>> awaited =
      new ConcurrentSkipListMap<>();

  RatisMachine(ControlMachine machine, Consumer<Throwable> failed) {
    this.machine = machine;
    this.failed = failed;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    getLifeCycle()
        .startAndTransition(
            () -> {
              super.initialize(server, group, raftStorage);
              storage.init(raftStorage);
              load();
            },
            IOException.class);
  }

  /** Must reach PAUSED, or the install of a snapshot ends this member's part for good. */
  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    getLifeCycle().startAndTransition(this::load, IOException.class);
  }

  private void load() throws IOException {
    SingleFileSnapshotInfo latest = storage.loadLatestSnapshot();
    if (latest == null) {
      return;
    }
    File file = latest.getFile().getPath().toFile();
    MD5Hash digest = latest.getFile().getFileDigest();
    if (digest != null) {
      MD5FileUtil.verifySavedMD5(file, digest);
    }
    machine.restore(Files.readAllBytes(file.toPath()));
    setLastAppliedTermIndex(latest.getTermIndex());
    arrived(latest.getTermIndex().getIndex());
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return storage;
  }

  /** What throws here closes the server: a member that cannot apply an entry must not go on. */
  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    byte[] answer = machine.apply(entry.getStateMachineLogEntry().getLogData().toByteArray());
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    arrived(entry.getIndex());
    return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(answer)));
  }

  /** Done when this member has applied the entry, which the leader has answered already. */
  CompletableFuture<Void> whenApplied(long index) {
    CompletableFuture<Void> applied =
        awaited.computeIfAbsent(index, any -> new CompletableFuture<>());
    arrived(getLastAppliedTermIndex().getIndex());
    return applied;
  }

  private void arrived(long index) {
    var first = awaited.firstEntry();
    while (first != null && first.getKey() <= index) {
      if (awaited.remove(first.getKey(), first.getValue())) {
        first.getValue().complete(null);
      }
      first = awaited.firstEntry();
    }
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    failed.accept(cause);
  }

  @Override
  public long takeSnapshot() throws IOException {
    TermIndex applied = getLastAppliedTermIndex();
    File file = storage.getSnapshotFile(applied.getTerm(), applied.getIndex());
    DurableFiles.replace(file.getParentFile().toPath(), file.getName(), machine.snapshot());
    MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file);
    storage.updateLatestSnapshot(
        new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), applied));
    return applied.getIndex();
  }
}
