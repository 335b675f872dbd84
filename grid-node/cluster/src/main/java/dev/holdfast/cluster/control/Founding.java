package dev.holdfast.cluster.control;

import java.util.List;
import java.util.UUID;

/**
 * The group that a member with an empty directory is to be part of.
 *
 * @param group its identity, the same for all of them
 * @param voters those that found it together, this member among them; or, for one that joins later,
 *     those that are there: it votes when they have taken it in
 */
public record Founding(UUID group, List<Voter> voters) {

  public Founding {
    voters = List.copyOf(voters);
  }

  /** A group of one, to be joined by others. */
  static Founding alone(ControlSettings settings) {
    return new Founding(
        UUID.randomUUID(), List.of(new Voter(settings.member(), settings.host(), settings.port())));
  }
}
