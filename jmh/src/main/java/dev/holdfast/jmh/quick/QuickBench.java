package dev.holdfast.jmh.quick;

import com.google.protobuf.BytesValue;
import dev.holdfast.client.Holdfast;
import dev.holdfast.v1.Hold;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Compares in one run, in rounds that alternate: a single CreateHold with an echo that does
 * nothing, one client with one call at a time; then holds through the SDK's stream with single
 * calls, {@value #IN_FLIGHT} in flight. Nodes, echo and client are processes of their own on this
 * machine.
 *
 * <p>The first comparison is made with a node that writes nothing behind: what a node's own
 * PostgreSQL does beside it keeps virtual cores awake, which spares the node's calls wake-ups that
 * the echo's have to wait for. It is made again with a node that does. The second one leaves some
 * hundred thousand holds a second to expire, so it does not come between the rounds of the first.
 */
public final class QuickBench {
  static final int ROUNDS = 5;
  static final int IN_FLIGHT = 256;
  private static final long WARM_UP_MILLIS = 5_000;
  private static final long PART_MILLIS = 3_000;

  private final Calls calls = new Calls();

  private QuickBench() {}

  /** Takes about three minutes. */
  public static QuickResult run() throws IOException, InterruptedException {
    return new QuickBench().measure();
  }

  private QuickResult measure() throws IOException, InterruptedException {
    System.err.println("bench: " + ROUNDS + " rounds of each comparison, about three minutes");
    QuickResult result = new QuickResult();
    try (Processes processes = new Processes()) {
      try (Processes.Node plain = processes.node("store.url=none")) {
        compare(processes, plain, result.plain(), Optional.empty());
      }
      try (Processes.Node whole = processes.node()) {
        compare(processes, whole, result.whole(), Optional.of(result));
      }
    }
    return result;
  }

  private void compare(
      Processes processes, Processes.Node server, Latencies latencies, Optional<QuickResult> rates)
      throws IOException, InterruptedException {
    ManagedChannel node = channel(server.port());
    try (Holdfast holdfast = Holdfast.connect("127.0.0.1:" + server.port())) {
      Shop.open(holdfast);
      Hold hold = calls.create(node);
      BytesValue message = EchoServer.padding(calls.request().getSerializedSize());
      ManagedChannel echo = channel(processes.echo(hold.getSerializedSize()));
      try {
        singly(node, echo, message, latencies);
        if (rates.isPresent()) {
          together(node, holdfast, rates.get());
        }
      } finally {
        echo.shutdownNow();
      }
    } finally {
      node.shutdownNow();
    }
  }

  /** As much warming up for the echo as for the node. */
  private void singly(
      ManagedChannel node, ManagedChannel echo, BytesValue message, Latencies latencies)
      throws InterruptedException {
    rate(() -> calls.createAsync(node), WARM_UP_MILLIS);
    rate(() -> Calls.echoAsync(echo, message), WARM_UP_MILLIS);
    latency(() -> Calls.echo(echo, message), WARM_UP_MILLIS);
    latency(() -> calls.create(node), WARM_UP_MILLIS);
    for (int round = 0; round < ROUNDS; round++) {
      latencies.add(
          latency(() -> Calls.echo(echo, message), PART_MILLIS),
          latency(() -> calls.create(node), PART_MILLIS));
    }
  }

  private void together(ManagedChannel node, Holdfast holdfast, QuickResult result)
      throws InterruptedException {
    rate(() -> calls.holdAsync(holdfast), WARM_UP_MILLIS);
    for (int round = 0; round < ROUNDS; round++) {
      result.addRates(
          rate(() -> calls.createAsync(node), PART_MILLIS),
          rate(() -> calls.holdAsync(holdfast), PART_MILLIS));
    }
  }

  /** As the SDK makes them: gRPC's own retries cost each call a frame more. */
  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .directExecutor()
        .disableRetry()
        .build();
  }

  /** Calls one after the other; nanoseconds each. */
  private static Histogram latency(Runnable call, long millis) {
    Histogram nanos = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    long now = System.nanoTime();
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (now < end) {
      call.run();
      long after = System.nanoTime();
      nanos.recordValue(after - now);
      now = after;
    }
    return nanos;
  }

  /** Answers a second with so many calls in flight; a call that fails ends the run. */
  private static double rate(Supplier<? extends CompletionStage<?>> call, long millis)
      throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
    long count = 0;
    while (System.nanoTime() < end && failure.get() == null) {
      room.acquire();
      call.get()
          .whenComplete(
              (answer, cause) -> {
                if (cause != null) {
                  failure.compareAndSet(null, cause);
                }
                room.release();
              });
      count++;
    }
    room.acquire(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IllegalStateException("a hold failed: " + failure.get(), failure.get());
    }
    return count / ((System.nanoTime() - start) / 1e9);
  }
}
