package dev.holdfast.client;

/**
 * A place where stock stands.
 *
 * @param id 1 to 64 of {@code A-Za-z0-9._~-}
 * @param open false: no new grants; what is held or committed stays
 * @param displayName for people, at most 256 bytes
 * @param safetyStock units never sold at each position here that has none of its own
 * @param etag of the version read; empty in an update: whatever is there
 */
public record Location(
    String id, Kind kind, boolean open, String displayName, long safetyStock, String etag) {

  /** What sort of place it is. */
  public enum Kind {
    WAREHOUSE,
    FRONT_WAREHOUSE,
    STORE,
    PARTNER,
    /** Supply that is on its way. */
    INBOUND,
    /** A kind that this version of the SDK does not know; only in answers. */
    UNRECOGNIZED
  }

  /** An open location without safety stock. */
  public static Location of(String id, Kind kind) {
    return new Location(id, kind, true, "", 0, "");
  }

  /** The same location under a name for people. */
  public Location named(String name) {
    return new Location(id, kind, open, name, safetyStock, etag);
  }

  /** The same location, granting or not. */
  public Location withOpen(boolean grants) {
    return new Location(id, kind, grants, displayName, safetyStock, etag);
  }

  /** The same location, never selling these units of each SKU. */
  public Location withSafetyStock(long units) {
    return new Location(id, kind, open, displayName, units, etag);
  }
}
