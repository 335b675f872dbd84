/** A PostgreSQL that a check owns: started, hurt and filled by it, never left behind. */
@NullMarked
package dev.holdfast.ops.store;

import org.jspecify.annotations.NullMarked;
