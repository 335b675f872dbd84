package dev.holdfast.cluster.control;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group's log on Apache Ratis over its own gRPC. Starts as a group of one. */
public final class RatisLog implements RaftLog {

  private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);
  private static final long POLL_MILLIS = 2;

  /** A cold JVM on a busy machine needs seconds to load all that Ratis is made of. */
  private static final long START_MILLIS = 30_000;

  /** Its gRPC logs past SLF4J; held here, or the level is forgotten with the logger. */
  private static final java.util.logging.Logger SHADED =
      java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty");

  static {
    SHADED.setLevel(java.util.logging.Level.WARNING);
  }

  private final ControlSettings settings;
  private final RaftGroupId group;
  private final RaftServer server;
  private final RaftClient client;
  private volatile boolean closed;

  private RatisLog(ControlSettings settings, RaftGroup group, RaftServer server) {
    this.settings = settings;
    this.group = group.getGroupId();
    this.server = server;
    this.client =
        RaftClient.newBuilder()
            .setProperties(RatisTuning.client())
            .setRaftGroup(group)
            .setRetryPolicy(RatisTuning.retries(settings))
            .build();
  }

  /**
   * Starts this member's part; the machine holds all that was ratified when this returns.
   *
   * @param failed called when the log cannot be written any more: the member must stop
   * @throws ControlStartException if the port is in use, the log damaged or the disk full
   * @throws NoQuorumException if the group has no leader in time
   */
  public static RatisLog open(
      ControlSettings settings, ControlMachine machine, Consumer<Throwable> failed) {
    // It would end the process where it fails, without a word to the rest of the member.
    ExitUtils.disableSystemExit();
    try {
      checkPort(settings);
      RatisStorage storage = RatisStorage.open(settings.directory());
      RaftPeer self =
          RaftPeer.newBuilder()
              .setId(settings.member().toString())
              .setAddress(settings.host() + ":" + settings.port())
              .build();
      RaftGroup group = RaftGroup.valueOf(RaftGroupId.valueOf(storage.group()), self);
      RaftServer server =
          RaftServer.newBuilder()
              .setServerId(self.getId())
              .setGroup(group)
              .setStateMachine(new RatisMachine(machine, failed))
              .setProperties(RatisTuning.server(settings, storage.raft(), storage.removed()))
              .setOption(storage.fresh() ? StartupOption.FORMAT : StartupOption.RECOVER)
              .build();
      return started(server, settings, group, storage);
    } catch (IOException | ExitUtils.ExitException e) {
      throw cannotStart(settings, e);
    }
  }

  private static RatisLog started(
      RaftServer server, ControlSettings settings, RaftGroup group, RatisStorage storage)
      throws IOException {
    try {
      server.start();
      storage.keep();
      RatisLog log = new RatisLog(settings, group, server);
      log.awaitLeader();
      return log;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** A leader that is ready has applied every entry that was ever committed. */
  private void awaitLeader() throws IOException {
    DivisionInfo info = server.getDivision(group).getInfo();
    long startedAt = System.nanoTime();
    while (!info.isLeaderReady()) {
      if (System.nanoTime() - startedAt > TimeUnit.MILLISECONDS.toNanos(START_MILLIS)) {
        close();
        throw new NoQuorumException(
            "the control group has no leader after " + START_MILLIS + " ms", null);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoQuorumException("interrupted while the control group starts", e);
    }
  }

  /** Before Ratis tries: it would take the whole process down over a busy port. */
  private static void checkPort(ControlSettings settings) throws IOException {
    InetAddress host = InetAddress.getByName(settings.host());
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, settings.port()));
    } catch (BindException e) {
      throw new ControlStartException(
          "control.port "
              + settings.port()
              + " on "
              + settings.host()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private static ControlStartException cannotStart(ControlSettings settings, Exception e) {
    return new ControlStartException(
        "the control group in " + settings.directory() + " cannot start: " + e, e);
  }

  @Override
  public CompletionStage<byte[]> propose(byte[] command) {
    if (command.length > MAX_COMMAND_BYTES) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "a command of the control group has at most "
                  + MAX_COMMAND_BYTES
                  + " bytes, not "
                  + command.length));
    }
    if (closed) {
      return CompletableFuture.failedFuture(
          new NoQuorumException("this member's part of the control group is closed", null));
    }
    return client
        .async()
        .send(Message.valueOf(ByteString.copyFrom(command)))
        .orTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
        .handle(this::answer);
  }

  private byte[] answer(@Nullable RaftClientReply reply, @Nullable Throwable thrown) {
    if (reply == null || !reply.isSuccess()) {
      throw new NoQuorumException(
          "the control group did not ratify within " + settings.timeoutMillis() + " ms",
          reply == null ? thrown : reply.getException());
    }
    return reply.getMessage().getContent().toByteArray();
  }

  @Override
  public SortedSet<UUID> members() {
    SortedSet<UUID> members = new TreeSet<>();
    try {
      for (RaftPeer peer : server.getDivision(group).getRaftConf().getCurrentPeers()) {
        members.add(UUID.fromString(peer.getId().toString()));
      }
    } catch (IOException e) {
      throw new NoQuorumException("this member has left the control group", e);
    }
    return members;
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly("client", client);
    closeQuietly("server", server);
  }

  /** The log is synced already: what fails here is lost to nobody. */
  private static void closeQuietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("the control group's {} did not close cleanly", what, e);
    }
  }
}
