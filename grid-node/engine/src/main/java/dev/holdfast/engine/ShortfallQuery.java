package dev.holdfast.engine;

import java.util.Optional;

/**
 * Which shortfalls to list. An empty text lets every position pass.
 *
 * @param most 1 to 1,000 positions on the page
 * @param after where an earlier page ended; empty for the first page
 */
public record ShortfallQuery(
    String sku, String location, int most, Optional<Listed.Cursor> after) {}
