package dev.holdfast.client;

import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * What to hold. It carries the hold's identity from the start: passing the same request again, also
 * after an {@link UnavailableException} or in another process under the same {@link #id}, takes no
 * second hold.
 *
 * <p>Not thread-safe, and not to be changed once it was passed to {@link Holdfast}. The grid checks
 * the limits, see the {@linkplain dev.holdfast.client package}.
 */
public final class HoldRequest {

  private final CreateHoldRequest.Builder wire = CreateHoldRequest.newBuilder();

  private HoldRequest(String pool) {
    wire.setPool(pool).setHoldId(Identities.next());
  }

  /** A request to a pool, under a new random identity. */
  public static HoldRequest in(String pool) {
    return new HoldRequest(pool);
  }

  /**
   * Replaces the random identity by the caller's, such as a basket's.
   *
   * @param holdId 1 to 64 of {@code A-Za-z0-9._~-}
   */
  public HoldRequest id(String holdId) {
    wire.setHoldId(holdId);
    return this;
  }

  /**
   * Adds units of a SKU, taken where the pool ranks best.
   *
   * @param quantity 1 to 1,000,000,000
   */
  public HoldRequest line(String sku, long quantity) {
    wire.addLines(CreateHoldLine.newBuilder().setSku(sku).setQuantity(quantity));
    return this;
  }

  /**
   * Adds units of a SKU that must come from one location.
   *
   * @param quantity 1 to 1,000,000,000
   * @param location a location of the pool
   */
  public HoldRequest pinned(String sku, long quantity, String location) {
    wire.addLines(
        CreateHoldLine.newBuilder().setSku(sku).setQuantity(quantity).setLocation(location));
    return this;
  }

  /** How long to hold: 1 s to 7 days, no longer than the pool allows; else the pool's default. */
  public HoldRequest ttl(Duration ttl) {
    wire.setTtl(Writing.duration(ttl));
    return this;
  }

  /** The level at which to answer; else the pool's default. */
  public HoldRequest ack(AckLevel level) {
    wire.setAck(Writing.ack(level));
    return this;
  }

  /** Grants each line what there is of it, instead of all or nothing. */
  public HoldRequest allowPartial() {
    wire.setAllowPartial(true);
    return this;
  }

  /** The destination region, for the order of locations. */
  public HoldRequest region(String region) {
    wire.setRegion(region);
    return this;
  }

  /** The identity under which this is held once. */
  public String id() {
    return wire.getHoldId();
  }

  public String pool() {
    return wire.getPool();
  }

  /** The request, at that level if it names none; issued when this was first called. */
  CreateHoldRequest toWire(Acknowledgement.Level otherwise) {
    if (!wire.hasIssueTime()) {
      wire.setIssueTime(Writing.timestamp(Instant.ofEpochMilli(System.currentTimeMillis())));
    }
    boolean named = wire.getAck() != Acknowledgement.Level.LEVEL_UNSPECIFIED;
    return named || otherwise == Acknowledgement.Level.LEVEL_UNSPECIFIED
        ? wire.build()
        : wire.build().toBuilder().setAck(otherwise).build();
  }
}
