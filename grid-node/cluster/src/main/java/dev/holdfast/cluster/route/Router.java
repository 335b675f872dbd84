package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.Elsewhere;
import dev.holdfast.cluster.host.HoldReply;
import dev.holdfast.cluster.member.Members;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Travel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings calls to the members that decide them, and their answers back. A call waits while its
 * shard has no owner that lives; it is asked again when its owner changes or is silent for long,
 * until its deadline or for five seconds. Safe for any thread, never blocks; whoever has it calls
 * {@link #tick} every few milliseconds.
 */
public final class Router implements Elsewhere {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** Calls of callers that are asked of others at once; one more is refused. */
  private static final int MOST = 65_536;

  /**
   * What it stands on.
   *
   * @param member this one
   * @param workers read what has come, and pack what goes
   * @param incarnation random for each start of the process: identities begin there
   */
  public record Ground(
      UUID member,
      Members members,
      Ratified ratified,
      Clock clock,
      Executor workers,
      long incarnation) {}

  private final Ground ground;
  private final Here here;
  private final Sender sender;
  private final Held held;
  private final Reception reception;
  private final AtomicLong identities;
  private final Map<Long, Asked> byIdentity = new ConcurrentHashMap<>();

  /** Those that this member does not decide itself just now. */
  private final Set<Asked> asked = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean toldOfDamage = new AtomicBoolean();
  private volatile Set<UUID> alive;

  public Router(Ground ground, Here here) {
    this.ground = ground;
    this.here = here;
    this.sender = new Sender(ground.members(), ground.workers(), this::grid);
    this.held = new Held(() -> catalogue().version(), ground.clock());
    this.reception = new Reception(here, sender, ground.ratified(), ground.clock(), held);
    this.identities = new AtomicLong(ground.incarnation());
    this.alive = Set.copyOf(ground.members().alive());
  }

  @Override
  public void take(int shard, Call call) {
    if (call.reply() instanceof Reception.IncomingPart incoming) {
      incoming.moved();
      return;
    }
    if (call.reply() instanceof AskedPart again) {
      comesBack(again);
      return;
    }
    Frame command = call.command();
    Travel travel =
        Travel.of(command.array(), 0, command.limit())
            .orElseThrow(() -> new IllegalArgumentException("a call has one command"));
    if (travel == Travel.NEVER) {
      call.reply()
          .accept(
              Answer.retryLater(
                  Reason.SHARD_CLOSED, "shard " + shard + " has just got another owner", 50));
    } else if (!call.isInternal() && asked.size() >= MOST) {
      call.reply().accept(overloaded());
    } else {
      begin(new AskedPart(this, shard, call, nanos()));
    }
  }

  @Override
  public void lead(int home, HoldCommand command, long deadlineNanos, HoldReply reply) {
    if (reply instanceof Reception.IncomingLead incoming) {
      incoming.moved();
    } else if (reply instanceof AskedLead again) {
      comesBack(again);
    } else if (asked.size() >= MOST) {
      reply.accept(overloaded());
    } else {
      begin(new AskedLead(this, home, command, deadlineNanos, reply, nanos()));
    }
  }

  private static <T> Answer<T> overloaded() {
    return Answer.retryLater(Reason.OVERLOADED, MOST + " calls wait for other members already", 50);
  }

  private void begin(Asked call) {
    asked.add(call);
    step(call, nanos());
  }

  /** This member does not decide it after all. */
  private void comesBack(Asked call) {
    synchronized (call) {
      if (!call.isAnswered()) {
        call.waits(nanos(), owner(call.shard));
        asked.add(call);
      }
    }
  }

  private long nanos() {
    return ground.clock().nanos();
  }

  private Catalogue catalogue() {
    return ground.ratified().catalogue();
  }

  private long grid() {
    UUID grid = ground.ratified().grid();
    return grid.getMostSignificantBits() ^ grid.getLeastSignificantBits();
  }

  private Ratified.@Nullable Owner owner(int shard) {
    return ground.ratified().owner(shard).orElse(null);
  }

  /** Gives calls to the owners that they have now, or up. About every five milliseconds. */
  public void tick() {
    look();
  }

  /** The members, the catalogue or the owner of a shard may have changed. Any thread. */
  public void changed() {
    ground.workers().execute(this::look);
  }

  private void look() {
    alive = Set.copyOf(ground.members().alive());
    held.look();
    long now = nanos();
    for (Asked call : asked) {
      if (isDue(call, now)) {
        step(call, now);
      }
    }
  }

  private boolean isDue(Asked call, long now) {
    synchronized (call) {
      return call.isDue(now, owner(call.shard), alive);
    }
  }

  private void step(Asked call, long now) {
    Ratified.@Nullable Owner owner = owner(call.shard);
    Message message = null;
    Answer<Void> refusal = null;
    synchronized (call) {
      if (call.isAnswered() || !asked.contains(call)) {
        return;
      }
      if (call.isOver(now)) {
        refusal = call.refusal(now);
        end(call);
      } else if (owner == null || !alive.contains(owner.member())) {
        call.waits(now, owner);
        return;
      } else if (owner.member().equals(ground.member())) {
        asked.remove(call);
      } else {
        long id = identities.incrementAndGet();
        byIdentity.put(id, call);
        call.asks(id, owner, now);
        message = call.message(id, call.remainingMillis(now), catalogue().version());
      }
    }
    if (refusal != null) {
      call.refuse(refusal);
    } else if (message != null && owner != null) {
      sender.send(owner.member(), message);
    } else {
      call.takeHere(here);
    }
  }

  /** Whether nobody has answered it before. */
  boolean end(Asked call) {
    synchronized (call) {
      asked.remove(call);
      call.open().forEach(byIdentity::remove);
      return call.end();
    }
  }

  /** Takes what another member sent; its first byte is 2. */
  public void received(UUID from, byte[] message) {
    ground.workers().execute(() -> open(from, message));
  }

  private void open(UUID from, byte[] bytes) {
    try {
      List<Message> messages = Envelope.open(bytes, grid());
      messages.forEach(message -> read(from, message));
    } catch (DamagedMessageException e) {
      if (toldOfDamage.compareAndSet(false, true)) {
        LOG.warn(
            "a message of member {} is refused, as others may be after it: {}",
            from,
            e.getMessage());
      }
    }
  }

  /** One that fails is lost, as any may be; those beside it are not. */
  private void read(UUID from, Message message) {
    try {
      switch (message) {
        case Message.Part part -> reception.take(from, part);
        case Message.Lead lead -> reception.take(from, lead);
        case Message.PartReply reply -> answered(reply);
        case Message.LeadReply reply -> {
          if (byIdentity.get(reply.id()) instanceof AskedLead call) {
            call.accept(reply.answer());
          }
        }
        case Message.Moved moved -> moved(moved.id());
      }
    } catch (RuntimeException e) {
      LOG.error("a message of member {} is lost", from, e);
    }
  }

  private void answered(Message.PartReply reply) {
    if (byIdentity.get(reply.id()) instanceof AskedPart call) {
      // Should that take too long, the call is asked again, or its outcome is unknown.
      held.when(reply.catalogue(), () -> call.answer(reply.outcome(), catalogue()), () -> {});
    }
  }

  private void moved(long id) {
    Asked call = byIdentity.remove(id);
    if (call != null) {
      synchronized (call) {
        call.moved(id, nanos());
      }
    }
  }
}
