/**
 * The words of the domain and {@link dev.holdfast.engine.StockGrid}, the port that every door
 * calls.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine;
