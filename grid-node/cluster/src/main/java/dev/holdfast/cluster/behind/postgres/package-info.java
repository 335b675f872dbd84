/** A PostgreSQL of the node's own, for grids that are given none. */
@NullMarked
package dev.holdfast.cluster.behind.postgres;

import org.jspecify.annotations.NullMarked;
