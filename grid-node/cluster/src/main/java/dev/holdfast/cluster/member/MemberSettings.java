package dev.holdfast.cluster.member;

import java.util.List;
import java.util.UUID;

/**
 * How a member finds the others.
 *
 * @param member its identity
 * @param cluster a name that all members share; those of another are not let in
 * @param host the address to listen on
 * @param port {@code member.port}, 1 to 65535
 * @param others {@code host:port} of members to look for; its own may be among them
 * @param shards their number, the same at all members
 * @param settleMillis how long a placement must not have changed before it is shown
 */
public record MemberSettings(
    UUID member,
    String cluster,
    String host,
    int port,
    List<String> others,
    int shards,
    long settleMillis) {

  /** Longer than a restarted member takes to be given its shards again, one after the other. */
  public static final long SETTLE_MILLIS = 5_000;

  public MemberSettings {
    others = List.copyOf(others);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("member.port must be 1 to 65535, not " + port);
    }
    if (settleMillis < 0) {
      throw new IllegalArgumentException("settleMillis must be at least 0, not " + settleMillis);
    }
  }
}
