package dev.holdfast.client;

/**
 * One SKU at one location, in units: {@code free = onHand - safetyStock - held - committed}.
 *
 * @param onHand physically there, reserved units included
 * @param safetyStock never sold
 * @param held behind holds that are alive
 * @param committed behind confirmed holds, until shipped or cancelled
 * @param free below 0 where a later count took away what was promised
 * @param revision the latest effect on the shard that this answer shows
 */
public record Position(
    String sku,
    String location,
    long onHand,
    long safetyStock,
    long held,
    long committed,
    long free,
    Revision revision) {}
