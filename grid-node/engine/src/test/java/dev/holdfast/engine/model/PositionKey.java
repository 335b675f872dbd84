package dev.holdfast.engine.model;

/** Names a position. */
record PositionKey(String sku, String location) {}
