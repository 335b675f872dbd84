package dev.holdfast.client;

import java.io.Serializable;
import java.util.List;

/** The request breaks a published limit and can never succeed as it is. It left no effect. */
public final class InvalidRequestException extends HoldfastException {

  /**
   * One field at fault.
   *
   * @param field its path in the request, such as {@code lines[3].quantity}
   * @param description what is wrong and what the limit is
   */
  public record Violation(String field, String description) implements Serializable {}

  private final String reasonText;

  @SuppressWarnings("serial") // List.copyOf makes a serializable one.
  private final List<Violation> violations;

  InvalidRequestException(String reasonText, String message, List<Violation> violations) {
    super(message);
    this.reasonText = reasonText;
    this.violations = List.copyOf(violations);
  }

  /** The published reason, such as {@code INVALID_TTL}, or empty. */
  public String reasonText() {
    return reasonText;
  }

  public List<Violation> violations() {
    return violations;
  }
}
