package dev.holdfast.client;

/**
 * A cap on held + committed + shipped units of a SKU through a pool, counted since it was set.
 *
 * @param quantity 0 to 1,000,000,000 units
 */
public record Quota(String sku, long quantity) {}
