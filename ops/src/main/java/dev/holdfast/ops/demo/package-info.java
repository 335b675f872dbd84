/** A shop on this machine: a node, a catalogue, traffic, and the books that judge the node. */
@NullMarked
package dev.holdfast.ops.demo;

import org.jspecify.annotations.NullMarked;
