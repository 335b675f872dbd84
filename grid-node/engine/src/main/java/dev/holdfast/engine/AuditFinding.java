package dev.holdfast.engine;

/**
 * One comparison of an audit.
 *
 * @param check the promise that was checked, such as {@code I1}
 * @param shard the shard, or -1 for the whole grid
 * @param compared how many things were compared
 * @param detail what was compared and what differs
 */
public record AuditFinding(String check, int shard, boolean passed, long compared, String detail) {}
