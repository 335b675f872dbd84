package dev.holdfast.cluster.control;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The control group's whole state as bytes. */
final class StateCodec {

  /** Since 4 there are members and epochs, and claims have names. */
  static final int FORMAT = 4;

  /** Of a catalogue alone; the formats of the state up to this one had it too. */
  static final int CATALOGUE = 3;

  private StateCodec() {}

  static byte[] write(ControlState state) {
    BinaryWriter out = new BinaryWriter().u8(FORMAT).uuid(state.grid()).int32(state.shards());
    out.list(state.voters(), out::uuid);
    out.list(state.configurations().values(), one -> ControlCodec.write(one, out));
    write(state.catalogue(), out);
    out.list(
        state.joined().entrySet(),
        each ->
            out.uuid(each.getKey())
                .int64(each.getValue().life())
                .int64(each.getValue().incarnation()));
    out.list(state.epochs().entrySet(), each -> write(each.getValue(), out.int32(each.getKey())));
    out.int32(state.leastCopies());
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
    in.list(() -> ControlCodec.configuration(in, format < 4 ? 1 : 2))
        .forEach(one -> configurations.put(one.shard(), one));
    Catalogue catalogue = catalogue(in, Math.min(format, CATALOGUE));
    SortedMap<UUID, Joined> joined = new TreeMap<>();
    SortedMap<Integer, EpochTable> epochs = new TreeMap<>();
    int leastCopies = 1;
    if (format < 4) {
      voters.forEach(voter -> joined.put(voter, Joined.UNTOLD));
      configurations.forEach((shard, one) -> epochs.put(shard, EpochTable.EMPTY.with(one)));
    } else {
      in.list(() -> Map.entry(in.uuid(), new Joined(in.int64(), in.int64())))
          .forEach(each -> joined.put(each.getKey(), each.getValue()));
      in.list(() -> Map.entry(in.int32(), epochs(in)))
          .forEach(each -> epochs.put(each.getKey(), each.getValue()));
      leastCopies = in.int32();
    }
    in.end();
    return new ControlState(
        grid,
        shards,
        new TreeSet<>(voters),
        joined,
        configurations,
        epochs,
        leastCopies,
        catalogue);
  }

  private static void write(EpochTable table, BinaryWriter out) {
    out.list(table.started(), each -> out.int64(each.epoch()).int64(each.start()));
  }

  private static EpochTable epochs(BinaryReader in) {
    return new EpochTable(in.list(() -> new EpochTable.Started(in.int64(), in.int64())));
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
