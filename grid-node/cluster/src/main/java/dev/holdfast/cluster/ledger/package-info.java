/**
 * Asks what was written behind the grid: why availability is what it is, and whether it all adds
 * up.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.cluster.ledger;
