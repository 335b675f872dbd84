package dev.holdfast.client;

/**
 * Units of one SKU of a confirmed hold; where the hold has several lines of it, in line order.
 *
 * @param quantity 1 to 1,000,000,000
 */
public record LineQuantity(String sku, long quantity) {}
