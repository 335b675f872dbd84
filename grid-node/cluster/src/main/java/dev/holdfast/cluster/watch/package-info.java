/** Watches of availability: who wants to know what, what changed, and who has heard of it. */
@NullMarked
package dev.holdfast.cluster.watch;

import org.jspecify.annotations.NullMarked;
