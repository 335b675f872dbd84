package dev.holdfast.cluster.behind;

/** The store is another grid's; the message is for an operator. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreException(String message) {
    super(message);
  }
}
