package dev.holdfast.cluster.behind;

import java.time.Duration;

/**
 * What a store is set to.
 *
 * @param application the name that the server shows for our connections
 * @param retention how long effects, movements and ended holds are kept at least
 * @param identityWindow how long identities are kept at least
 */
public record StoreSettings(String application, Duration retention, Duration identityWindow) {

  /** The longer of the two: an ended hold's identity is its row. */
  Duration holdRetention() {
    return retention.compareTo(identityWindow) > 0 ? retention : identityWindow;
  }
}
