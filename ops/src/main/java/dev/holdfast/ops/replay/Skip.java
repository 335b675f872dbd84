package dev.holdfast.ops.replay;

/** Why a row is not played. */
enum Skip {
  WRONG_NUMBER_OF_FIELDS("wrongNumberOfFields"),
  /** No invoice, stock code or quantity. A missing customer is fine for a basket. */
  MISSING_FIELD("missingField"),
  /** Postage, fees, discounts, vouchers: no goods that stand on a shelf. */
  NOT_A_SKU("notASku"),
  BAD_NUMBER("badNumber"),
  /** On an invoice: damaged, lost or found units, written off by hand. */
  NON_POSITIVE_QUANTITY("nonPositiveQuantity"),
  /** On a cancellation, whose units come back and are below 0. */
  NON_NEGATIVE_CANCELLATION("nonNegativeCancellation"),
  /** More units than one line of a hold may have. */
  QUANTITY_TOO_LARGE("quantityTooLarge"),
  /** More lines than a hold may have. */
  BASKET_TOO_LONG("basketTooLong"),
  /** No granted line of that customer and SKU has so many units left. */
  UNMATCHED_CANCELLATION("unmatchedCancellation");

  private final String text;

  Skip(String text) {
    this.text = text;
  }

  /** The name in reports. */
  String text() {
    return text;
  }
}
