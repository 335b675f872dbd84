package dev.holdfast.cluster.control;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The control group's whole state as bytes. */
final class StateCodec {

  /** Of the whole state and of a catalogue alone. */
  static final int FORMAT = 3;

  private StateCodec() {}

  static byte[] write(ControlState state) {
    BinaryWriter out = new BinaryWriter().u8(FORMAT).uuid(state.grid()).int32(state.shards());
    out.list(state.voters(), out::uuid);
    out.list(state.configurations().values(), one -> ControlCodec.write(one, out));
    write(state.catalogue(), out);
    return out.toBytes();
  }

  static ControlState read(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int format = in.format(FORMAT, "a snapshot of the control group");
    UUID named = format == 1 ? null : in.uuid();
    int shards = in.int32();
    List<UUID> voters = in.list(in::uuid);
    UUID grid = named == null ? ControlCodec.unnamed(voters) : named;
    SortedMap<Integer, ShardConfiguration> configurations = new TreeMap<>();
    in.list(() -> ControlCodec.configuration(in))
        .forEach(one -> configurations.put(one.shard(), one));
    Catalogue catalogue = catalogue(in, format);
    in.end();
    return new ControlState(grid, shards, new TreeSet<>(voters), configurations, catalogue);
  }

  static void write(Catalogue catalogue, BinaryWriter out) {
    out.int64(catalogue.version());
    out.list(catalogue.pools(), pool -> write(pool, out));
    out.list(catalogue.locations(), location -> write(location, out));
    out.texts(catalogue.poolNames()).texts(catalogue.locationNames());
  }

  static Catalogue catalogue(BinaryReader in, int format) {
    return Catalogue.restore(
        in.int64(),
        in.list(() -> pool(in)),
        in.list(() -> location(in, format)),
        in.texts(),
        in.texts());
  }

  private static void write(Location location, BinaryWriter out) {
    out.int32(location.number())
        .text(location.id())
        .text(location.kind().name())
        .bool(location.open())
        .text(location.displayName())
        .int64(location.safety())
        .int64(location.changed())
        .int64(location.leaving());
  }

  private static Location location(BinaryReader in, int format) {
    return new Location(
        in.int32(),
        in.text(),
        in.constant(Location.Kind.class),
        in.bool(),
        in.text(),
        in.int64(),
        in.int64(),
        format < 3 ? 0 : in.int64());
  }

  private static void write(Pool pool, BinaryWriter out) {
    out.int32(pool.number()).text(pool.id()).texts(pool.locations());
    out.list(
        pool.quotas(), quota -> out.text(quota.sku()).int64(quota.quantity()).int64(quota.since()));
    out.list(pool.regionRanks(), rank -> CatalogueCommandCodec.write(rank, out));
    out.int64(pool.defaultLifeMillis())
        .int64(pool.longestLifeMillis())
        .text(pool.defaultAck().name())
        .int64(pool.changed());
  }

  private static Pool pool(BinaryReader in) {
    return new Pool(
        in.int32(),
        in.text(),
        in.texts(),
        in.list(() -> new Pool.Quota(in.text(), in.int64(), in.int64())),
        in.list(() -> CatalogueCommandCodec.regionRank(in)),
        in.int64(),
        in.int64(),
        in.constant(AckLevel.class),
        in.int64());
  }
}
