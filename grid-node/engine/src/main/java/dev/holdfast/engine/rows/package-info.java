/** What a shard remembers, as rows: how it is written behind the grid and read back from there. */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.rows;
