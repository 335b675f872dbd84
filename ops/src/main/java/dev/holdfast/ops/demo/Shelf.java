package dev.holdfast.ops.demo;

/** One SKU at one location. */
record Shelf(String sku, String location) {}
