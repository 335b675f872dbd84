package dev.holdfast.client.internal;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * What a connection is opened with.
 *
 * @param targets {@code host:port}, at least one
 * @param silenceNanos how long a node that owes answers may say nothing
 * @param maxInFlight calls that may be unanswered at once
 * @param callbacks where asynchronous answers complete
 */
public record Settings(
    List<String> targets,
    RetryRule retries,
    long silenceNanos,
    int maxInFlight,
    Executor callbacks) {}
