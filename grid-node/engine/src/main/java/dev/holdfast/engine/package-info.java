/** The shard state machines, the planner and the inbound port; pure Java, time is an argument. */
@NullMarked
package dev.holdfast.engine;

import org.jspecify.annotations.NullMarked;
