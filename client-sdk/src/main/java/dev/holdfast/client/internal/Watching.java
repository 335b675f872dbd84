package dev.holdfast.client.internal;

import com.google.rpc.Status;
import dev.holdfast.v1.StockServiceGrpc;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import dev.holdfast.v1.WatchAvailabilityResponse.Kind;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch through all of its connections. Its state belongs to the I/O thread; {@link #close} and
 * the counts are for any thread.
 *
 * <p>An event is asked for when the reader has done with the one before. Each names the token that
 * it follows: one that does not follow what is at hand is not believed, and the watch goes on from
 * the last good token on a new connection, as it does after a silence.
 */
public final class Watching implements AutoCloseable {

  /** Three times the pause after which a node sends a heartbeat. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(45);

  private static final long LOOK_SECONDS = 5;

  private final WatchAvailabilityRequest request;
  private final EventLoop loop;
  private final Targets targets;
  private final RetryRule rule;
  private final Executor callbacks;
  private final Consumer<WatchAvailabilityResponse> told;
  private final Consumer<CallFailure> failed;
  private final Consumer<Watching> ended;

  private @Nullable Attempt current;
  private String token = "";
  private int failures;
  private volatile boolean closed;
  private volatile long reconnects;
  private volatile long resets;

  Watching(
      WatchAvailabilityRequest request,
      EventLoop loop,
      Targets targets,
      Settings settings,
      Consumer<WatchAvailabilityResponse> told,
      Consumer<CallFailure> failed,
      Consumer<Watching> ended) {
    this.request = request;
    this.loop = loop;
    this.targets = targets;
    RetryRule usual = settings.retries();
    this.rule = new RetryRule(Integer.MAX_VALUE, usual.initialNanos(), usual.maxNanos());
    this.callbacks = settings.callbacks();
    this.told = told;
    this.failed = failed;
    this.ended = ended;
  }

  void start() {
    onLoop(
        () -> {
          connect();
          look();
        });
  }

  public long reconnects() {
    return reconnects;
  }

  public long resets() {
    return resets;
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          end();
          drop("closed by its reader");
        });
  }

  /** Once the I/O thread has gone there is nothing left to do. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      end();
    }
  }

  private void end() {
    closed = true;
    ended.accept(this);
  }

  private void connect() {
    if (closed) {
      return;
    }
    Attempt attempt = new Attempt(targets.current());
    current = attempt;
    attempt.begin();
  }

  /** A node that says nothing at all has gone without a word. */
  private void look() {
    if (closed) {
      return;
    }
    Attempt attempt = current;
    if (attempt != null
        && attempt.asked
        && System.nanoTime() - attempt.heardNanos > SILENCE_NANOS) {
      drop("nothing was heard for too long");
      again(Status.newBuilder().setCode(com.google.rpc.Code.UNAVAILABLE_VALUE).build(), attempt);
    }
    loop.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void drop(String why) {
    Attempt attempt = current;
    current = null;
    if (attempt != null) {
      attempt.call.cancel(why, null);
    }
  }

  private void take(Attempt attempt, WatchAvailabilityResponse event) {
    attempt.heardNanos = System.nanoTime();
    attempt.asked = false;
    boolean follows =
        event.getKind() == Kind.SNAPSHOT
            || event.getKind() == Kind.RESET
            || event.getFollows().equals(token);
    if (!follows) {
      drop("an event is missing");
      again(Status.newBuilder().setCode(com.google.rpc.Code.UNAVAILABLE_VALUE).build(), attempt);
      return;
    }
    failures = 0;
    token = event.getResumeToken();
    if (event.getKind() == Kind.RESET) {
      resets++;
    }
    if (event.getItemsCount() == 0) {
      attempt.ask();
      return;
    }
    try {
      callbacks.execute(
          () -> {
            try {
              told.accept(event);
            } finally {
              onLoop(attempt::ask);
            }
          });
    } catch (RejectedExecutionException e) {
      // Nobody is left to tell.
      end();
      drop("the executor for callbacks was shut down");
    }
  }

  private void again(Status status, Attempt attempt) {
    if (closed) {
      return;
    }
    boolean definite = Details.definite(status);
    if (!definite) {
      targets.failed(attempt.target);
    }
    if (Details.reason(status).equals("INVALID_RESUME_TOKEN") && !token.isEmpty()) {
      token = "";
      resets++;
    } else if (definite && rule.pauseNanos(status, 0, 0) == RetryRule.NEVER) {
      end();
      CallFailure failure = new CallFailure(status, false);
      callbacks.execute(() -> failed.accept(failure));
      return;
    }
    reconnects++;
    long pause = rule.pauseNanos(transientForm(status), failures++, random());
    loop.schedule(this::connect, pause, TimeUnit.NANOSECONDS);
  }

  /** Whatever broke a connection may be gone at the next one; only the grid's word is final. */
  private static Status transientForm(Status status) {
    return Details.retryNanos(status).isPresent()
        ? status
        : status.toBuilder().setCode(com.google.rpc.Code.UNAVAILABLE_VALUE).build();
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  /** One connection. */
  private final class Attempt extends ClientCall.Listener<WatchAvailabilityResponse> {

    private final int target;
    private final ClientCall<WatchAvailabilityRequest, WatchAvailabilityResponse> call;
    private long heardNanos = System.nanoTime();
    private boolean asked;

    Attempt(int target) {
      this.target = target;
      this.call =
          targets
              .channel(target)
              .newCall(StockServiceGrpc.getWatchAvailabilityMethod(), CallOptions.DEFAULT);
    }

    void begin() {
      call.start(this, new Metadata());
      ask();
      call.sendMessage(request.toBuilder().setResumeToken(token).build());
      call.halfClose();
    }

    void ask() {
      if (current == this) {
        heardNanos = System.nanoTime();
        asked = true;
        call.request(1);
      }
    }

    @Override
    public void onMessage(WatchAvailabilityResponse event) {
      if (current == this) {
        take(this, event);
      }
    }

    @Override
    public void onClose(io.grpc.Status status, Metadata trailers) {
      if (current == this) {
        current = null;
        again(Details.status(status, trailers), this);
      }
    }
  }
}
