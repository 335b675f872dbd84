package dev.holdfast.client.internal;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * What a connection is opened with.
 *
 * @param targets {@code host:port}, at least one
 * @param maxInFlight calls that may be unanswered at once
 * @param callbacks where asynchronous answers complete
 */
public record Settings(
    List<String> targets, RetryRule retries, int maxInFlight, Executor callbacks) {}
