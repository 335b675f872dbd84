/**
 * Histories drawn from a seed, lived through by a subject and by the model side by side. One seed
 * is one history: what fails once can be looked at again.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.simulation;
