package dev.holdfast.cluster.control;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeletePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.EndRemoval;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdatePool;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.LinkedHashMap;
import java.util.Map;

/** Changes of the catalogue as bytes. Numbers of kinds never change. */
final class CatalogueCommandCodec {

  private CatalogueCommandCodec() {}

  static void write(CatalogueCommand command, BinaryWriter out) {
    switch (command) {
      case CreateLocation c -> write(c.spec(), out.u8(1).text(c.id()));
      case UpdateLocation c -> write(c.spec(), out.u8(2).text(c.id()).text(c.etag()));
      case DeleteLocation c -> out.u8(3).text(c.id()).text(c.etag());
      case CreatePool c -> write(c.spec(), out.u8(4).text(c.id()));
      case UpdatePool c -> write(c.spec(), out.u8(5).text(c.id()).text(c.etag()));
      case EndRemoval c -> out.u8(7).text(c.id()).int64(c.since()).bool(c.gone());
      case DeletePool c -> out.u8(6).text(c.id()).text(c.etag());
    }
  }

  static CatalogueCommand read(BinaryReader in) {
    int kind = in.u8();
    String id = in.text();
    return switch (kind) {
      case 1 -> new CreateLocation(id, location(in));
      case 2 -> {
        String etag = in.text();
        yield new UpdateLocation(id, location(in), etag);
      }
      case 3 -> new DeleteLocation(id, in.text());
      case 4 -> new CreatePool(id, pool(in));
      case 5 -> {
        String etag = in.text();
        yield new UpdatePool(id, pool(in), etag);
      }
      case 6 -> new DeletePool(id, in.text());
      case 7 -> new EndRemoval(id, in.int64(), in.bool());
      default -> throw new IllegalArgumentException("there is no catalogue command " + kind);
    };
  }

  static void write(Pool.RegionRank rank, BinaryWriter out) {
    out.text(rank.region()).texts(rank.locations());
  }

  static Pool.RegionRank regionRank(BinaryReader in) {
    return new Pool.RegionRank(in.text(), in.texts());
  }

  private static void write(LocationSpec spec, BinaryWriter out) {
    out.text(spec.kind().name()).bool(spec.open()).text(spec.displayName()).int64(spec.safety());
  }

  private static LocationSpec location(BinaryReader in) {
    return new LocationSpec(in.constant(Location.Kind.class), in.bool(), in.text(), in.int64());
  }

  private static void write(PoolSpec spec, BinaryWriter out) {
    out.texts(spec.locations());
    out.list(spec.quotas().entrySet(), quota -> out.text(quota.getKey()).int64(quota.getValue()));
    out.list(spec.regionRanks(), rank -> write(rank, out));
    out.int64(spec.defaultLifeMillis())
        .int64(spec.longestLifeMillis())
        .text(spec.defaultAck().name());
  }

  private static PoolSpec pool(BinaryReader in) {
    var locations = in.texts();
    // In the order written: every member must number the same quotas the same way.
    Map<String, Long> quotas = new LinkedHashMap<>();
    in.list(() -> Map.entry(in.text(), in.int64()))
        .forEach(quota -> quotas.put(quota.getKey(), quota.getValue()));
    return new PoolSpec(
        locations,
        quotas,
        in.list(() -> regionRank(in)),
        in.int64(),
        in.int64(),
        in.constant(AckLevel.class));
  }
}
