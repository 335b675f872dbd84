package dev.holdfast.cluster.journal;

/** Under which a record is archived. Ordered as 128 bits without sign. */
public record ArchiveId(long high, long low) {}
