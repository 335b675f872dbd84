package dev.holdfast.cluster.ledger;

import java.util.UUID;

/**
 * What a person wants to know of a hold.
 *
 * @param holdId the caller's
 * @param orderId or empty
 */
record HoldFacts(String holdId, String orderId) {

  /** Of a hold whose row is gone. */
  static HoldFacts unknown(UUID id) {
    return new HoldFacts(id.toString(), "");
  }
}
