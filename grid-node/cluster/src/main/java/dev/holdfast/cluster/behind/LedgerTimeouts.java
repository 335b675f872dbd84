package dev.holdfast.cluster.behind;

/**
 * How long a drainer waits, and may make others wait, in milliseconds.
 *
 * @param lockMillis for a row that another transaction holds
 * @param statementMillis for one statement
 * @param idleMillis a transaction may stand still; it is ended after that
 * @param socketMillis for an answer of PostgreSQL; more than {@code statementMillis}
 */
public record LedgerTimeouts(
    long lockMillis, long statementMillis, long idleMillis, int socketMillis) {

  public static final LedgerTimeouts DEFAULT = new LedgerTimeouts(2_000, 10_000, 5_000, 12_000);
}
