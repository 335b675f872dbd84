package dev.holdfast.engine.rows;

/**
 * A text of the shard's dictionary: SKUs and sources.
 *
 * @param number from 0, gapless in the order of the log
 */
public record NameRow(int number, String text) {}
