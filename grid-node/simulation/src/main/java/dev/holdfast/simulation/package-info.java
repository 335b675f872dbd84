/** The seeded simulator of the engine and its replication. */
@NullMarked
package dev.holdfast.simulation;

import org.jspecify.annotations.NullMarked;
