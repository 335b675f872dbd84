package dev.holdfast.cluster.ledger;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A hold by its home and its 128 bits. */
record HoldBits(int home, UUID id) {

  static Optional<HoldBits> of(Moved moved) {
    UUID id = moved.hold();
    return id == null ? Optional.empty() : Optional.of(new HoldBits(moved.home(), id));
  }

  static Set<HoldBits> of(Collection<Moved> moved) {
    return moved.stream().map(HoldBits::of).flatMap(Optional::stream).collect(Collectors.toSet());
  }
}
