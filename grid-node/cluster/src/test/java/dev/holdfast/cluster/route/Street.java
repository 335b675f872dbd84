package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.HoldReply;
import dev.holdfast.cluster.member.Members;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Members on one thread; what they send waits until the test delivers it. */
final class Street {
  static final long MILLI = 1_000_000L;
  static final int SHARDS = 4;

  /** Each member's clock has its own beginning. */
  long nanos;

  final List<Dweller> dwellers = new ArrayList<>();
  private final ArrayDeque<Letter> letters = new ArrayDeque<>();

  private record Letter(Dweller from, UUID to, byte[] bytes) {}

  Dweller dweller(Catalogue catalogue) {
    Dweller one = new Dweller(dwellers.size(), catalogue);
    dwellers.add(one);
    dwellers.forEach(each -> each.alive.addAll(dwellers.stream().map(d -> d.id).toList()));
    return one;
  }

  /** All know of it at once. */
  void ratify(int shard, Dweller owner, long epoch) {
    dwellers.forEach(each -> each.owners.put(shard, new Ratified.Owner(owner.id, epoch)));
    dwellers.forEach(each -> each.router.changed());
  }

  static Catalogue catalogue(int locations) {
    Catalogue catalogue = Catalogue.empty();
    for (int i = 0; i < locations; i++) {
      LocationSpec spec = new LocationSpec(Location.Kind.STORE, true, "", 0);
      catalogue =
          ((Answer.Done<Catalogue>)
                  CatalogueChange.apply(catalogue, new CreateLocation("place-" + i, spec)))
              .value();
    }
    return catalogue;
  }

  /** Delivers what is under way, and what that causes, so many times each. */
  void deliver(int times) {
    for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
      for (int i = 0; i < times; i++) {
        for (Dweller each : dwellers) {
          if (each.id.equals(letter.to())) {
            each.router.received(letter.from().id, letter.bytes());
          }
        }
      }
    }
  }

  int lose() {
    int lost = letters.size();
    letters.clear();
    return lost;
  }

  /** Flips a bit of each letter that is under way. */
  void damage() {
    letters.forEach(letter -> letter.bytes()[letter.bytes().length / 2] ^= 4);
  }

  void pass(long millis) {
    nanos += millis * MILLI;
    dwellers.forEach(each -> each.router.tick());
  }

  /** A member with real shards; it decides for those that it serves. */
  final class Dweller implements Members, Here, Clock {
    final UUID id;
    final Router router;
    final Map<Integer, Ratified.Owner> owners = new HashMap<>();
    final Set<Integer> serves = new HashSet<>();
    final SortedSet<UUID> alive = new TreeSet<>();
    final List<Long> deadlines = new ArrayList<>();
    Catalogue catalogue;
    int decided;
    private final int number;
    private final Map<Integer, Shard> shards = new HashMap<>();

    Dweller(int number, Catalogue catalogue) {
      this.number = number;
      this.id = new UUID(0, number);
      this.catalogue = catalogue;
      this.alive.add(id);
      this.router =
          new Router(
              new Router.Ground(id, this, ratified(), this, Runnable::run, number * 1_000_000L),
              this);
    }

    private Ratified ratified() {
      return new Ratified() {
        @Override
        public UUID grid() {
          return new UUID(7, 8);
        }

        @Override
        public int shards() {
          return SHARDS;
        }

        @Override
        public Catalogue catalogue() {
          return catalogue;
        }

        @Override
        public Optional<Owner> owner(int shard) {
          return Optional.ofNullable(owners.get(shard));
        }
      };
    }

    @Override
    public void submit(int shard, Call call) {
      if (!serves.contains(shard)) {
        router.take(shard, call);
        return;
      }
      decided++;
      deadlines.add(call.deadlineNanos());
      Shard at =
          shards.computeIfAbsent(
              shard,
              any -> {
                Shard made =
                    new Shard(shard, ShardLimits.DEFAULT, Archive.none(), lateMillis -> {});
                made.open(1);
                return made;
              });
      Frame outcomes = new Frame(64);
      Frame commands = Frame.wrap(call.command().copy(), call.command().limit());
      at.apply(commands, 1_000, catalogue, outcomes, new Frame(64));
      OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
      reader.next();
      call.reply().accept(Answer.done(reader));
    }

    @Override
    public void lead(int home, HoldCommand command, long deadlineNanos, HoldReply reply) {
      if (!serves.contains(home)) {
        router.lead(home, command, deadlineNanos, reply);
        return;
      }
      decided++;
      deadlines.add(deadlineNanos);
      reply.accept(Answer.refused(Reason.HOLD_NOT_FOUND, "no " + command, "name"));
    }

    @Override
    public SortedSet<UUID> alive() {
      return alive;
    }

    @Override
    public List<UUID> placement(int shard, int copies) {
      return List.of();
    }

    @Override
    public void send(UUID to, int shard, byte[] message) {
      letters.add(new Letter(this, to, message));
    }

    @Override
    public void close() {
      // Holds nothing.
    }

    @Override
    public long nanos() {
      return nanos + number * 1_000_000_000_000L;
    }

    @Override
    public long wallMillis() {
      return 1_000;
    }
  }
}
