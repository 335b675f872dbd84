package dev.holdfast.ops.check;

/**
 * One time that a watcher was cut off.
 *
 * @param kind {@code cut}: connections broken; {@code stopped}: bytes held back; {@code overrun}:
 *     cut, while more changed than the grid remembers
 * @param changed SKUs with another value than the watcher knew, when the wire was whole again
 * @param newsMillis from then to the first news
 * @param wrong values that were not right when all was at rest
 * @param resets snapshots that the watcher got instead of what it missed
 */
public record WatchCut(String kind, int changed, long newsMillis, int wrong, long resets) {}
