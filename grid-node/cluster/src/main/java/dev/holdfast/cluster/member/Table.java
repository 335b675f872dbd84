package dev.holdfast.cluster.member;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.partition.InternalPartitionService;
import com.hazelcast.internal.partition.PartitionReplica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Hazelcast says at one moment. Immutable.
 *
 * @param addresses of the members by their identity
 * @param holders by shard, its owner first; empty if one of them is not known
 */
record Table(SortedMap<UUID, Address> addresses, List<List<UUID>> holders) {
  static final Table EMPTY = new Table(new TreeMap<>(), List.of());

  Table {
    addresses = Collections.unmodifiableSortedMap(addresses);
    holders = List.copyOf(holders);
  }

  /**
   * Reads it.
   *
   * @param identity the attribute in which each member tells its own identity
   */
  static Table read(
      Collection<Member> members, InternalPartitionService partitions, String identity) {
    SortedMap<UUID, Address> addresses = new TreeMap<>();
    Map<UUID, UUID> identities = new HashMap<>();
    for (Member member : members) {
      String told = member.getAttribute(identity);
      if (told != null) {
        UUID known = UUID.fromString(told);
        addresses.put(known, member.getAddress());
        identities.put(member.getUuid(), known);
      }
    }
    List<List<UUID>> holders = new ArrayList<>();
    for (int shard = 0; shard < partitions.getPartitionCount(); shard++) {
      holders.add(holders(partitions.getPartition(shard), identities));
    }
    return new Table(addresses, holders);
  }

  /** All replicas, or none: with a hole in it the second would pass for the owner. */
  private static List<UUID> holders(
      @Nullable InternalPartition partition, Map<UUID, UUID> identities) {
    int most = Math.min(identities.size(), InternalPartition.MAX_REPLICA_COUNT);
    List<UUID> holders = new ArrayList<>(most);
    for (int replica = 0; partition != null && replica < most; replica++) {
      PartitionReplica wanted = partition.getReplica(replica);
      UUID known = wanted == null ? null : identities.get(wanted.uuid());
      if (known == null) {
        return List.of();
      }
      holders.add(known);
    }
    return holders;
  }

  /** As many as asked for, or all if there are fewer; empty if they are not known. */
  List<UUID> placement(int shard, int copies) {
    if (shard >= holders.size()) {
      return List.of();
    }
    List<UUID> known = holders.get(shard);
    return known.subList(0, Math.min(copies, known.size()));
  }
}
