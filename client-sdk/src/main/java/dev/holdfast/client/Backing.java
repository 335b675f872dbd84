package dev.holdfast.client;

/** The units of one location that stand behind a line. */
public record Backing(String location, long quantity) {}
