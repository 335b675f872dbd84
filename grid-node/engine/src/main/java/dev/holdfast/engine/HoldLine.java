package dev.holdfast.engine;

import java.util.List;

/**
 * One line of a hold.
 *
 * @param requested units asked for
 * @param quantity units granted, at most {@code requested}
 * @param shipped units that left
 * @param cancelled units that were given back after the confirmation
 * @param location the pinned location, or empty
 * @param backings where the granted units stand, in the order they were taken
 */
public record HoldLine(
    String sku,
    long requested,
    long quantity,
    long shipped,
    long cancelled,
    String location,
    List<Backing> backings) {}
