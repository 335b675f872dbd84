package dev.holdfast.cluster.member;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigAccessor;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.ServiceConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.internal.partition.InternalPartitionService;
import com.hazelcast.internal.services.ManagedService;
import com.hazelcast.spi.impl.NodeEngine;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members found, watched and reached by Hazelcast; its partition table is the wish of where. Looks
 * once a second besides what Hazelcast tells, which says nothing of a table that has changed.
 */
public final class HazelcastMembers implements Members, ManagedService {
  static final String SERVICE = "holdfast";
  private static final String IDENTITY = "holdfast.member";
  private static final long LOOK_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastMembers.class);

  private final UUID self;
  private final Listener listener;
  private final long settleNanos;
  private final HazelcastInstance instance;
  private final ScheduledExecutorService watch;
  private volatile @Nullable NodeEngine engine;

  /** What was seen last, and since when it is so. */
  private volatile Table table = Table.EMPTY;

  private long sinceNanos;

  /** What has been so for long enough. */
  private volatile Table settled = Table.EMPTY;

  private HazelcastMembers(MemberSettings settings, Listener listener) {
    this.self = settings.member();
    this.listener = listener;
    this.settleNanos = TimeUnit.MILLISECONDS.toNanos(settings.settleMillis());
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "members");
              thread.setDaemon(true);
              return thread;
            });
    this.instance = Hazelcast.newHazelcastInstance(config(settings));
    instance
        .getLifecycleService()
        .addLifecycleListener((LifecycleListener) event -> watch.execute(this::look));
    var unused = watch.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Joins the others, or begins alone if there are none yet; takes some seconds.
   *
   * @param listener may hear before this returns
   */
  public static HazelcastMembers join(MemberSettings settings, Listener listener) {
    return new HazelcastMembers(settings, listener);
  }

  private Config config(MemberSettings settings) {
    Config config = new Config().setClusterName(settings.cluster());
    config.getMemberAttributeConfig().setAttribute(IDENTITY, self.toString());
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.partition.count", Integer.toString(settings.shards()))
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "10")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        .setProperty("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "5")
        .setProperty("hazelcast.socket.bind.any", "false");
    config.setAdvancedNetworkConfig(network(settings));
    config.getJetConfig().setEnabled(false);
    config
        .getSerializationConfig()
        .addDataSerializableFactory(MessageOperation.FACTORY, MessageOperation.factory());
    ConfigAccessor.getServicesConfig(config)
        .addServiceConfig(
            new ServiceConfig().setEnabled(true).setName(SERVICE).setImplementation(this));
    config.addListenerConfig(
        new ListenerConfig(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                watch.execute(HazelcastMembers.this::look);
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                watch.execute(HazelcastMembers.this::look);
              }
            }));
    return config;
  }

  /** For members only: this network has no door for Hazelcast's clients. */
  private static AdvancedNetworkConfig network(MemberSettings settings) {
    ServerSocketEndpointConfig members =
        new ServerSocketEndpointConfig().setPort(settings.port()).setPortAutoIncrement(false);
    members.getInterfaces().setEnabled(true).addInterface(settings.host());
    JoinConfig join = new JoinConfig();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(settings.others());
    return new AdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(members)
        .setJoin(join);
  }

  @Override
  public void init(NodeEngine nodeEngine, Properties properties) {
    engine = nodeEngine;
  }

  @Override
  public void reset() {
    // What it holds is in the shards, which go by what is ratified alone.
  }

  @Override
  public void shutdown(boolean terminate) {
    // As above.
  }

  private void look() {
    NodeEngine known = engine;
    if (known == null) {
      return;
    }
    try {
      if (known.isRunning()) {
        found(known);
      }
    } catch (HazelcastInstanceNotActiveException e) {
      LOG.debug("Hazelcast stops", e);
    } catch (RuntimeException e) {
      LOG.warn("the members could not be looked at; done again in a second", e);
    }
  }

  private void found(NodeEngine known) {
    InternalPartitionService partitions = (InternalPartitionService) known.getPartitionService();
    // Nobody places anything before somebody asks.
    var unused = partitions.getPartitionOwner(0);
    Table now = Table.read(known.getClusterService().getMembers(), partitions, IDENTITY);
    if (isNews(now, System.nanoTime())) {
      listener.changed();
    }
  }

  /** In the one thread that looks. */
  private boolean isNews(Table now, long nanos) {
    if (!now.equals(table)) {
      boolean others = !now.addresses().keySet().equals(table.addresses().keySet());
      boolean wasSettled = settled != Table.EMPTY;
      table = now;
      sinceNanos = nanos;
      settled = Table.EMPTY;
      return others || wasSettled;
    }
    if (settled != table && nanos - sinceNanos >= settleNanos) {
      settled = table;
      return true;
    }
    return false;
  }

  void received(UUID from, int shard, byte[] message) {
    listener.received(from, shard, message);
  }

  @Override
  public SortedSet<UUID> alive() {
    SortedSet<UUID> alive = new TreeSet<>(table.addresses().keySet());
    alive.add(self);
    return Collections.unmodifiableSortedSet(alive);
  }

  @Override
  public List<UUID> placement(int shard, int copies) {
    return settled.placement(shard, copies);
  }

  @Override
  public void send(UUID to, int shard, byte[] message) {
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "a message has at most " + MAX_MESSAGE_BYTES + " bytes, not " + message.length);
    }
    Address address = table.addresses().get(to);
    NodeEngine known = engine;
    if (address == null || known == null || to.equals(self)) {
      return;
    }
    try {
      known.getOperationService().send(new MessageOperation(self, shard, message), address);
    } catch (HazelcastInstanceNotActiveException e) {
      LOG.debug("a message is lost: Hazelcast stops", e);
    }
  }

  @Override
  public void close() {
    // In this order: it tells of its own end too.
    instance.getLifecycleService().terminate();
    watch.shutdownNow();
  }
}
