package dev.holdfast.engine.rows;

/**
 * What a pool has used of its quota for a SKU.
 *
 * @param pool number of the pool in the catalogue
 * @param sku number of the SKU's name
 * @param since the catalogue version since which the quota counts
 * @param undecided the part of used that stands behind baskets being decided
 */
public record QuotaRow(int pool, int sku, long since, long used, long undecided) {}
