/** Pools and locations: versioned, immutable, the same on every member. */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.catalogue;
