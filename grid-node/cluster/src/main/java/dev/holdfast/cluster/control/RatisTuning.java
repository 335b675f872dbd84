package dev.holdfast.cluster.control;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set up. Its defaults grow without bound, wait without bound and use /tmp. */
final class RatisTuning {

  private static final long RETRY_MILLIS = 20;
  private static final long REQUEST_MILLIS = 500;

  private RatisTuning() {}

  static RaftProperties server(ControlSettings settings, Path storage, Path removed) {
    RaftProperties p = new RaftProperties();
    RaftConfigKeys.Rpc.setType(p, SupportedRpcType.GRPC);
    GrpcConfigKeys.Server.setHost(p, settings.host());
    GrpcConfigKeys.Server.setPort(p, settings.port());

    RaftServerConfigKeys.setStorageDir(p, List.of(storage.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(p, removed.toFile());
    // A long pause closes the server by default, while the process lives on without it.
    RaftServerConfigKeys.setCloseThreshold(p, TimeDuration.valueOf(365, TimeUnit.DAYS));

    // A group of one waits this long at each start for votes that nobody else has.
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, millis(30));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, millis(60));
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(150));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(300));

    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, 2_000);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 2);
    RaftServerConfigKeys.Log.setPurgeGap(p, 64);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("8MB"));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
    RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf("64KB"));
    RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
    return p;
  }

  static RaftProperties client() {
    RaftProperties p = new RaftProperties();
    RaftConfigKeys.Rpc.setType(p, SupportedRpcType.GRPC);
    RaftClientConfigKeys.Rpc.setRequestTimeout(p, millis(REQUEST_MILLIS));
    return p;
  }

  /** Ends soon after the timeout: a proposal that nobody waits for must not be sent for ever. */
  static RetryPolicy retries(ControlSettings settings) {
    int attempts = Math.clamp(settings.timeoutMillis() / RETRY_MILLIS, 1, 10_000);
    return RetryPolicies.retryUpToMaximumCountWithFixedSleep(attempts, millis(RETRY_MILLIS));
  }

  private static TimeDuration millis(long millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }
}
