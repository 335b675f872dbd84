package dev.holdfast.engine;

import java.util.List;

/**
 * What to watch.
 *
 * @param skus 1 to 1,000; one that comes twice is watched once
 * @param resumeToken of the last event received, or empty: start with a snapshot
 */
public record WatchQuery(String pool, List<String> skus, String resumeToken) {}
