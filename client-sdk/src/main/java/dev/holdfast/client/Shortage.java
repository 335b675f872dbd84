package dev.holdfast.client;

import java.io.Serializable;

/**
 * One line that could not be granted, shipped or taken back.
 *
 * @param location the pinned location, or empty
 * @param wanted units asked for
 * @param available units that could have been had, at least 0
 */
public record Shortage(String sku, String location, long wanted, long available)
    implements Serializable {}
