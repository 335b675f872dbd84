package dev.holdfast.engine.rows;

/**
 * What one effect did to one position.
 *
 * @param sequence of the effect
 * @param timeMillis shard time of its batch, UTC epoch milliseconds
 * @param high with {@code low} and {@code text}, the hold's key; 0, 0 and empty for counts and
 *     adjustments
 * @param text empty for a UUID
 * @param home the shard of the hold, also where it is this one; -1 for counts and adjustments
 * @param pool number of the hold's pool in the catalogue, -1 for counts and adjustments
 * @param sku number of the SKU's name
 * @param location number of the location in the catalogue
 * @param safety the position's own safety stock after it, or -1: the location's
 * @param quotaSince where the effect moved what the pool has used of its quota: the catalogue
 *     version since which that counts, else 0
 * @param quotaUsed what the pool has used then
 */
public record Movement(
    long sequence,
    long timeMillis,
    Kind kind,
    long high,
    long low,
    String text,
    int home,
    int pool,
    int sku,
    int location,
    long onHandBefore,
    long heldBefore,
    long committedBefore,
    long onHand,
    long held,
    long committed,
    long safety,
    long quotaSince,
    long quotaUsed) {

  /** What moved the units. Numbers are stored and never used again for another kind. */
  public enum Kind {
    HOLD(2),
    CONFIRM(3),
    RELEASE(4),
    EXPIRE(5),
    SHIP(7),
    CANCEL(8),
    SHIP_INTENT(10),
    SETTLE(11),
    COUNT(12),
    ADJUST(13);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
