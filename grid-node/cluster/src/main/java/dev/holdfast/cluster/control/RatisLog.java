package dev.holdfast.cluster.control;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.ExitUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group's log on Apache Ratis over its own gRPC. */
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

  private static final byte[] NOTHING = ControlCodec.write(new ControlCommand.Nothing());

  private final ControlSettings settings;
  private final RaftGroupId group;
  private final RatisMachine machine;
  private final RaftServer server;
  private final RaftClient client;
  private volatile boolean closed;

  private RatisLog(
      ControlSettings settings, RaftGroup group, RatisMachine machine, RaftServer server) {
    this.settings = settings;
    this.group = group.getGroupId();
    this.machine = machine;
    this.server = server;
    this.client =
        RaftClient.newBuilder()
            .setProperties(RatisTuning.client())
            .setRaftGroup(group)
            .setRetryPolicy(RatisTuning.retries(settings))
            .build();
  }

  /**
   * Starts this member's part, of the group in its directory or else of one that it founds alone;
   * the machine holds all that was ratified when this returns.
   *
   * @param failed called when the log cannot be written any more: the member must stop
   * @throws ControlStartException if the port is in use, the log damaged or the disk full
   * @throws NoQuorumException if the group has no leader in time
   */
  public static RatisLog open(
      ControlSettings settings, ControlMachine machine, Consumer<Throwable> failed) {
    RatisLog log = begin(settings, Founding.alone(settings), machine, failed);
    log.awaitQuorum(START_MILLIS);
    return log;
  }

  /**
   * Starts this member's part and returns at once; nothing is known of what was ratified before
   * {@link #awaitQuorum}.
   *
   * @param founding the group, unless the directory holds one
   * @throws ControlStartException if the port is in use, the log damaged or the disk full
   */
  public static RatisLog begin(
      ControlSettings settings,
      Founding founding,
      ControlMachine machine,
      Consumer<Throwable> failed) {
    // It would end the process where it fails, without a word to the rest of the member.
    ExitUtils.disableSystemExit();
    try {
      checkPort(settings);
      RatisStorage storage = RatisStorage.open(settings.directory(), founding);
      RaftGroup group = group(storage.founding(), settings);
      RatisMachine carrier = new RatisMachine(machine, failed);
      RaftServer server =
          RaftServer.newBuilder()
              .setServerId(RaftPeerId.valueOf(settings.member().toString()))
              .setGroup(votes(group, settings) ? group : RaftGroup.valueOf(group.getGroupId()))
              .setStateMachine(carrier)
              .setProperties(RatisTuning.server(settings, storage.raft(), storage.removed()))
              .setOption(storage.fresh() ? StartupOption.FORMAT : StartupOption.RECOVER)
              .build();
      return started(server, settings, group, carrier, storage);
    } catch (IOException | ExitUtils.ExitException e) {
      throw cannotStart(settings, e);
    }
  }

  /** Where this member listens goes by its settings: nobody else needs to know it of one alone. */
  private static RaftGroup group(Founding founding, ControlSettings settings) {
    List<RaftPeer> peers = new ArrayList<>();
    for (Voter voter : founding.voters()) {
      boolean self = voter.member().equals(settings.member());
      peers.add(peer(self ? new Voter(voter.member(), settings.host(), settings.port()) : voter));
    }
    return RaftGroup.valueOf(RaftGroupId.valueOf(founding.group()), peers);
  }

  /** One that joins later must not stand for election before the others have taken it in. */
  private static boolean votes(RaftGroup group, ControlSettings settings) {
    return group.getPeer(RaftPeerId.valueOf(settings.member().toString())) != null;
  }

  private static RaftPeer peer(Voter voter) {
    return RaftPeer.newBuilder()
        .setId(voter.member().toString())
        .setAddress(voter.host() + ":" + voter.port())
        .build();
  }

  private static RatisLog started(
      RaftServer server,
      ControlSettings settings,
      RaftGroup group,
      RatisMachine machine,
      RatisStorage storage)
      throws IOException {
    try {
      server.start();
      storage.keep();
      return new RatisLog(settings, group, machine, server);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Returns when this member has applied all that was ratified before the call; else closes.
   *
   * @throws NoQuorumException if the group has no leader in time
   */
  public void awaitQuorum(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (!hasLeader() || !hasApplied()) {
        if (System.nanoTime() - until > 0) {
          throw new NoQuorumException(
              "the control group has no leader that ratifies after " + millis + " ms", null);
        }
        pause();
      }
    } catch (CompletionException | NoQuorumException e) {
      close();
      throw e;
    }
  }

  /** On a slow machine a majority may be found, and lost again before it has answered. */
  private boolean hasApplied() {
    try {
      propose(NOTHING).toCompletableFuture().join();
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof NoQuorumException) {
        return false;
      }
      throw e;
    }
  }

  private boolean hasLeader() {
    DivisionInfo info = division().getInfo();
    return info.isLeader() ? info.isLeaderReady() : info.getLeaderId() != null;
  }

  private RaftServer.Division division() {
    try {
      return server.getDivision(group);
    } catch (IOException e) {
      throw new NoQuorumException("this member has left the control group", e);
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
        .thenCompose(this::applied)
        .orTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(this::notRatified);
  }

  /** The leader has applied it; whoever asked here reads what this member has applied. */
  private CompletionStage<byte[]> applied(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      return CompletableFuture.failedFuture(reply.getException());
    }
    byte[] answer = reply.getMessage().getContent().toByteArray();
    return machine.whenApplied(reply.getLogIndex()).thenApply(done -> answer);
  }

  private byte[] notRatified(Throwable thrown) {
    throw new NoQuorumException(
        "the control group did not ratify within " + settings.timeoutMillis() + " ms", thrown);
  }

  /**
   * Takes a member in, which has begun with this group and voters, or lets one go; one at a time.
   * Takes as long as the member takes to catch up; the caller's thread waits.
   *
   * @param before the voters as the caller knows them: if they are others, nothing changes
   * @throws NoQuorumException if that, or if it was not ratified in time; it may still be
   */
  public void change(List<Voter> before, List<Voter> after) {
    try {
      RaftClientReply reply =
          client
              .admin()
              .setConfiguration(
                  SetConfigurationRequest.Arguments.newBuilder()
                      .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                      .setServersInCurrentConf(before.stream().map(RatisLog::peer).toList())
                      .setServersInNewConf(after.stream().map(RatisLog::peer).toList())
                      .build());
      if (!reply.isSuccess()) {
        throw new NoQuorumException("the voters were not changed", reply.getException());
      }
    } catch (IOException e) {
      throw new NoQuorumException("the voters were not changed", e);
    }
  }

  /** The voters and where they are, as this member knows them. */
  public List<Voter> voters() {
    List<Voter> voters = new ArrayList<>();
    for (RaftPeer peer : division().getRaftConf().getCurrentPeers()) {
      int colon = peer.getAddress().lastIndexOf(':');
      voters.add(
          new Voter(
              UUID.fromString(peer.getId().toString()),
              peer.getAddress().substring(0, colon),
              Integer.parseInt(peer.getAddress().substring(colon + 1))));
    }
    return voters;
  }

  /** Whether this member leads, as far as it knows. */
  public boolean leads() {
    return division().getInfo().isLeaderReady();
  }

  @Override
  public SortedSet<UUID> members() {
    SortedSet<UUID> members = new TreeSet<>();
    voters().forEach(voter -> members.add(voter.member()));
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
