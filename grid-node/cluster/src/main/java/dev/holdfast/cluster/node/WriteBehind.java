package dev.holdfast.cluster.node;

import dev.holdfast.cluster.behind.CatalogueVersions;
import dev.holdfast.cluster.behind.DrainLimits;
import dev.holdfast.cluster.behind.DrainMetrics;
import dev.holdfast.cluster.behind.DrainedMarks;
import dev.holdfast.cluster.behind.Drainer;
import dev.holdfast.cluster.behind.Ledger;
import dev.holdfast.cluster.behind.OwnedShard;
import dev.holdfast.cluster.behind.Ownership;
import dev.holdfast.cluster.behind.Restored;
import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.RestorePoint;
import dev.holdfast.engine.shard.Projection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where and how a member writes behind.
 *
 * @param restored what the member came back with from there, if it once did
 * @param marks how far shards are drained, for starts without the ledger
 * @param versions is told of each version of the catalogue, best before the control group starts
 * @param close hears why the shards must not be served any longer
 */
public record WriteBehind(
    Ledger ledger,
    DrainMetrics metrics,
    DrainLimits limits,
    Optional<Restored> restored,
    DrainedMarks marks,
    CatalogueVersions versions,
    Consumer<String> close) {

  Drainer drainer(Node.Ground ground, List<ShardHost> hosts) {
    Recovery copies = new Recovery(ground.journal(), Projection.LIMITS);
    return new Drainer(
        new Drainer.Ground(
            new Ownership(ground.member(), () -> ground.control().state().members(), marks, close),
            ground.journal(),
            copies::copy,
            ledger,
            ground.clock(),
            () -> ground.control().state().catalogue(),
            versions,
            hosts.stream().map(host -> owned(host, ground)).toList(),
            metrics,
            limits));
  }

  private static OwnedShard owned(ShardHost host, Node.Ground ground) {
    return new OwnedShard(
        host.number(),
        () -> {
          ShardHost.Figures figures = host.figures();
          long ratified =
              ground
                  .control()
                  .state()
                  .configuration(host.number())
                  .map(ShardConfiguration::epoch)
                  .orElse(0L);
          return new OwnedShard.Owned(figures.epoch(), ratified, figures.sequence());
        },
        host::timeMillis);
  }

  /** Every time that a shard came back. */
  List<RestorePoint> restorePoints() {
    return restored.map(Restored::points).orElse(List.of());
  }

  /** When the member came back, UTC epoch milliseconds; 0 if it never did. */
  long restoredMillis() {
    return restored.map(Restored::atMillis).orElse(0L);
  }
}
