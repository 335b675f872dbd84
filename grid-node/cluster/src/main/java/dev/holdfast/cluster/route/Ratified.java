package dev.holdfast.cluster.route;

import dev.holdfast.cluster.control.ControlState;
import dev.holdfast.engine.catalogue.Catalogue;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What the control group has ratified, as this member knows it now. Safe for any thread. */
public interface Ratified {

  /** Who decides for a shard, under which epoch. */
  record Owner(UUID member, long epoch) {}

  UUID grid();

  /** Their number; 0 before the cluster is created. */
  int shards();

  Catalogue catalogue();

  /** The owner of a shard, if it ever had one. */
  Optional<Owner> owner(int shard);

  static Ratified of(Supplier<ControlState> state) {
    return new Ratified() {
      @Override
      public UUID grid() {
        return state.get().grid();
      }

      @Override
      public int shards() {
        return state.get().shards();
      }

      @Override
      public Catalogue catalogue() {
        return state.get().catalogue();
      }

      @Override
      public Optional<Owner> owner(int shard) {
        return state.get().configuration(shard).map(c -> new Owner(c.owner(), c.epoch()));
      }
    };
  }
}
