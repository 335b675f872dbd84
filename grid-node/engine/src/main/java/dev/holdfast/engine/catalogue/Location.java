package dev.holdfast.engine.catalogue;

/**
 * A place where stock stands.
 *
 * @param number its number in the grid, from 0, never used again
 * @param id {@code [A-Za-z0-9._~-]{1,64}}
 * @param open whether it takes new grants
 * @param safety units never sold at each position here that has no safety stock of its own
 * @param changed the catalogue version of its latest change: its etag
 * @param leaving the catalogue version since which it is being removed and takes neither grants nor
 *     counts, or 0
 */
public record Location(
    int number,
    String id,
    Kind kind,
    boolean open,
    String displayName,
    long safety,
    long changed,
    long leaving) {

  /** Whether it is there to count at and to sell from. */
  public boolean stays() {
    return leaving == 0;
  }

  Location leaving(long since) {
    return new Location(number, id, kind, open, displayName, safety, changed, since);
  }

  /** What it is. */
  public enum Kind {
    WAREHOUSE,
    FRONT_WAREHOUSE,
    STORE,
    PARTNER,
    INBOUND
  }
}
