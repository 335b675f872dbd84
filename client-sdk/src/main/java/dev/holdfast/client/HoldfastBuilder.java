package dev.holdfast.client;

import dev.holdfast.client.internal.Connection;
import dev.holdfast.client.internal.RetryRule;
import dev.holdfast.client.internal.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;

/** Settings of a connection. Not thread-safe. Each setting has a default. */
public final class HoldfastBuilder {

  private static final Pattern TARGET = Pattern.compile("[^\\s/]+:\\d{1,5}");

  private List<String> targets = List.of("127.0.0.1:7400");
  private Duration deadline = Duration.ofSeconds(10);
  private int maxRetries = 20;
  private Duration initialBackoff = Duration.ofMillis(20);
  private Duration maxBackoff = Duration.ofSeconds(1);
  private Duration silence = Duration.ofSeconds(3);
  private int maxInFlight = 16_384;
  private Executor callbacks = ForkJoinPool.commonPool();

  HoldfastBuilder() {}

  /** {@code host:port} of each node to use, at least one. Default: {@code 127.0.0.1:7400}. */
  public HoldfastBuilder targets(String... hostsAndPorts) {
    return targets(List.of(hostsAndPorts));
  }

  public HoldfastBuilder targets(List<String> hostsAndPorts) {
    if (hostsAndPorts.isEmpty()) {
      throw new IllegalArgumentException("targets: at least one host:port is needed");
    }
    for (String target : hostsAndPorts) {
      if (!TARGET.matcher(target).matches()) {
        throw new IllegalArgumentException("targets: \"" + target + "\" is not host:port");
      }
    }
    targets = List.copyOf(hostsAndPorts);
    return this;
  }

  /** How long a call may take, retries included. Default: 10 s. */
  public HoldfastBuilder deadline(Duration perCall) {
    deadline = positive("deadline", perCall);
    return this;
  }

  /** How often a call is tried again before its deadline, 0 to 1,000. Default: 20. */
  public HoldfastBuilder maxRetries(int retries) {
    maxRetries = between("maxRetries", retries, 0, 1_000);
    return this;
  }

  /**
   * The pause before the first retry, doubled at each further one up to a longest, always jittered;
   * a pause that the grid asks for is honoured beyond it. Default: 20 ms, 1 s.
   */
  public HoldfastBuilder backoff(Duration initial, Duration longest) {
    initialBackoff = positive("initial backoff", initial);
    maxBackoff = positive("longest backoff", longest);
    return this;
  }

  /**
   * How long a node that owes answers may say nothing before its stream is given up and the calls
   * go to the next node under their identities. Default: 3 s.
   */
  public HoldfastBuilder silence(Duration longest) {
    silence = positive("silence", longest);
    return this;
  }

  /**
   * How many calls may be unanswered at once, 1 to 1,048,576. Past it a call that waits for its
   * answer waits for room too; the asynchronous form fails at once with {@link Reason#OVERLOADED},
   * because a queue without a bound only hides the overload. Default: 16,384.
   */
  public HoldfastBuilder maxInFlight(int calls) {
    maxInFlight = between("maxInFlight", calls, 1, 1 << 20);
    return this;
  }

  /**
   * Where the stages of the asynchronous forms complete. Default: the common pool. An executor that
   * runs a task in the calling thread saves the hand-over; then no callback may block.
   */
  public HoldfastBuilder callbacks(Executor executor) {
    callbacks = executor;
    return this;
  }

  /** Opens the connection. Nothing is sent before the first call. */
  public Holdfast connect() {
    Settings settings =
        new Settings(
            targets,
            new RetryRule(
                maxRetries,
                initialBackoff.toNanos(),
                Math.max(maxBackoff.toNanos(), initialBackoff.toNanos())),
            silence.toNanos(),
            maxInFlight,
            callbacks);
    return new Holdfast(new Calls(Connection.open(settings), deadline, Optional.empty()));
  }

  /** Up to a year, so that nanoseconds add up without overflow. */
  static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(name + ": " + value + " is not above 0 and up to 365 d");
    }
    return value;
  }

  private static int between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": " + value + " is not " + least + " to " + most);
    }
    return value;
  }
}
