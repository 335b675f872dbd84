/**
 * The domain once more, in the plainest way: what the shards are compared with. Nothing here is
 * kept that can be worked out from the holds, so a forgotten counter cannot hide in both.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.model;
