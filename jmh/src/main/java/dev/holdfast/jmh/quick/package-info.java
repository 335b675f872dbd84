/** The side-by-side load tool: a real node beside an empty echo, streams beside single calls. */
@org.jspecify.annotations.NullMarked
package dev.holdfast.jmh.quick;
