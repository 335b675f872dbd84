package dev.holdfast.cluster.control;

import java.util.UUID;

/**
 * A member that votes, and where the others reach it.
 *
 * @param port its {@code control.port}
 */
public record Voter(UUID member, String host, int port) {}
