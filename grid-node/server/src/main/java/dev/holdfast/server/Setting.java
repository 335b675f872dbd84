package dev.holdfast.server;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every setting of a node: its key, its default and what it means. The README's table is made from
 * it.
 */
enum Setting {
  DATA_DIR(
      "data.dir",
      "data",
      "directory of this member's identity, journal, control log and own PostgreSQL"),
  BIND_HOST("bind.host", "127.0.0.1", "address that all ports listen on"),
  GRPC_PORT("grpc.port", "7400", "gRPC, 1 to 65535"),
  WEB_PORT("web.port", "7480", "JSON, gRPC-Web, docs, health and metrics, 1 to 65535"),
  MEMBER_PORT(
      "member.port",
      "5701",
      "traffic between members, 1 to 65535; a grid of one only makes sure that it is free"),
  CONTROL_PORT("control.port", "5801", "control group (Raft), 1 to 65535"),
  STORE_URL(
      "store.url",
      "",
      "jdbc:postgresql: URL to write behind into; empty: a PostgreSQL of the node's own in"
          + " data.dir/postgres; none: nothing is written behind"),
  STORE_USER("store.user", "", "user at store.url, if the URL does not say"),
  STORE_PASSWORD("store.password", "", "password at store.url, if the URL does not say"),
  STORE_RETENTION(
      "store.retention",
      "P30D",
      "how long the store keeps effects, movements and ended holds at least; ISO 8601, PT1H to"
          + " P3650D"),
  CLUSTER_SIZE("cluster.size", "1", "members of the grid; this version runs one"),
  CLUSTER_MEMBERS("cluster.members", "", "host:member.port of the members, separated by commas"),
  CLUSTER_SHARDS(
      "cluster.shards", "16", "shards, 1 to 4096; fixed when the data directory is created"),
  IDENTITY_WINDOW(
      "holds.identity-window",
      "PT24H",
      "how long an identity is known after the end of its last unit; ISO 8601, PT1S to P30D"),
  ENDED_IN_MEMORY(
      "holds.ended-in-memory",
      "524288",
      "ended holds of all shards kept in memory, 0 to 100000000; older ones are read from disk"),
  QUEUE_CALLS(
      "queue.calls", "65536", "calls that may wait for one shard, 1 to 1000000; more: OVERLOADED"),
  BATCH_CALLS("batch.calls", "1024", "calls of one shard decided together, 1 to 65536"),
  SNAPSHOT_EFFECTS(
      "snapshot.effects",
      "200000",
      "effects of a shard after which it gets a new snapshot, 1000 to 1000000000"),
  WATCHES(
      "watch.readers",
      "1000",
      "watches of availability at once, 0 to 100000; one more: OVERLOADED"),
  CORS_ORIGINS(
      "web.cors-origins",
      "",
      "origins whose pages may call the web port, separated by commas, such as"
          + " https://shop.example; or * for any; empty: none"),
  DISK_LEAST_FREE(
      "disk.least-free",
      "268435456",
      "bytes that must be free in data.dir for new holds to be granted, 0 or more");

  private final String key;
  private final String byDefault;
  private final String meaning;

  Setting(String key, String byDefault, String meaning) {
    this.key = key;
    this.byDefault = byDefault;
    this.meaning = meaning;
  }

  String key() {
    return key;
  }

  String byDefault() {
    return byDefault;
  }

  String meaning() {
    return meaning;
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }
}
