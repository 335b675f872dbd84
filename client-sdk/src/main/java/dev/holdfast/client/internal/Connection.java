package dev.holdfast.client.internal;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What one client's calls share: an I/O thread, the nodes, the limit of calls in flight.
 * Thread-safe.
 *
 * <p>One daemon thread reads, writes, times and retries. So the state of calls needs no lock, and
 * calls that arrive while it is busy leave together.
 */
public final class Connection implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final Targets targets;
  private final Semaphore room;
  private final Completions completions;
  private final HoldLane lane;
  private final UnaryCalls unary;
  private final RetryRule retries;
  private final int maxInFlight;
  private final Settings settings;
  private final Set<Watching> watches = ConcurrentHashMap.newKeySet();

  private Connection(Settings settings) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("holdfast", true), NioIoHandler.newFactory());
    loop = group.next();
    targets = new Targets(settings.targets(), group, loop);
    this.settings = settings;
    retries = settings.retries();
    maxInFlight = settings.maxInFlight();
    room = new Semaphore(maxInFlight);
    completions = new Completions(settings.callbacks(), room);
    lane = new HoldLane(loop, targets, settings, completions);
    unary = new UnaryCalls(loop, targets, retries, completions);
  }

  public static Connection open(Settings settings) {
    return new Connection(settings);
  }

  public RetryRule retries() {
    return retries;
  }

  /** Sends a create, confirm, release or extend with others in the frames of the hold stream. */
  public CompletableFuture<Hold> stream(HoldCall.Builder request, Patience patience) {
    StreamCall call = new StreamCall(request, patience);
    if (admit(call)) {
      lane.submit(call);
    }
    return call;
  }

  public <Q extends Message, A extends Message> CompletableFuture<A> unary(
      MethodDescriptor<Q, A> method, Q request, Patience patience) {
    return collect(method, request, patience).thenApply(answers -> answers.get(0));
  }

  /** The answers of a method that streams them. */
  public <Q extends Message, A extends Message> CompletableFuture<List<A>> collect(
      MethodDescriptor<Q, A> method, Q request, Patience patience) {
    UnaryCall<Q, A> call = unary.call(method, request, patience);
    if (admit(call)) {
      unary.start(call);
    }
    return call;
  }

  /**
   * Watches until it is closed; it is no call in flight.
   *
   * @param told hears of each event with values, one at a time, on the executor for callbacks
   * @param failed hears of the grid's final word
   */
  public Watching watch(
      WatchAvailabilityRequest request,
      Consumer<WatchAvailabilityResponse> told,
      Consumer<CallFailure> failed) {
    Watching watching =
        new Watching(request, loop, targets, settings, told, failed, watches::remove);
    watches.add(watching);
    watching.start();
    return watching;
  }

  @Override
  public void close() {
    watches.forEach(Watching::close);
    try {
      loop.execute(
          () -> {
            lane.close();
            unary.close();
          });
    } catch (RejectedExecutionException e) {
      return;
    }
    targets.close();
    group.shutdownGracefully(100, 2_000, TimeUnit.MILLISECONDS);
  }

  /** Takes a place for the call, or fails it. */
  private boolean admit(Pending<?> call) {
    if (!call.patience.blocking()) {
      if (room.tryAcquire()) {
        return true;
      }
      call.completeExceptionally(full());
      return false;
    }
    if (loop.inEventLoop()) {
      throw new IllegalStateException(
          "a waiting call on the I/O thread would wait for itself: use the Async form here, or an"
              + " executor for callbacks that has threads of its own");
    }
    try {
      if (room.tryAcquire(call.patience.leftNanos(System.nanoTime()), TimeUnit.NANOSECONDS)) {
        return true;
      }
      call.completeExceptionally(full());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.completeExceptionally(
          new CallFailure(
              Details.status(Code.CANCELLED, "interrupted before the call was sent"), false));
    }
    return false;
  }

  private CallFailure full() {
    return new CallFailure(
        Details.status(
            Code.RESOURCE_EXHAUSTED,
            "OVERLOADED",
            maxInFlight + " calls of this client are unanswered: its maxInFlight"),
        false);
  }
}
