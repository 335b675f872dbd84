package dev.holdfast.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which holds to list. An empty text, or no state, lets every hold pass.
 *
 * @param most 1 to 1,000 holds on the page
 * @param after where an earlier page ended; empty for the first page
 */
public record HoldQuery(
    String pool,
    @Nullable HoldState state,
    String orderId,
    String sku,
    int most,
    Optional<Listed.Cursor> after) {}
