package dev.holdfast.client;

/**
 * A call that did not succeed. Three kinds, for three answers of the caller:
 *
 * <ul>
 *   <li>{@link RefusedException}: the grid decided against it and nothing happened. Tell the
 *       customer.
 *   <li>{@link InvalidRequestException}: the request can never succeed. Correct the program.
 *   <li>{@link UnavailableException}: no decision arrived in time. Try again with the same
 *       identity, or fall back.
 * </ul>
 */
public abstract sealed class HoldfastException extends RuntimeException
    permits RefusedException, InvalidRequestException, UnavailableException {

  HoldfastException(String message) {
    super(message);
  }

  HoldfastException(String message, Throwable cause) {
    super(message, cause);
  }
}
