package dev.holdfast.client;

import java.util.List;

/** The grid decided against the call, and the call left no effect. A retry is a fresh decision. */
public final class RefusedException extends HoldfastException {

  private final Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.reasonText() + ": " + refusal.message());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }

  public Reason reason() {
    return refusal.reason();
  }

  /** The reason as it was published, also where this SDK does not know it. */
  public String reasonText() {
    return refusal.reasonText();
  }

  /** The lines at fault, in request order; empty where lines are not the reason. */
  public List<Shortage> shortages() {
    return refusal.shortages();
  }

  /** The units are gone for good: a payment that was already taken should be given back. */
  public boolean refund() {
    return refusal.refund();
  }
}
