package dev.holdfast.ops.check;

/**
 * One round of {@code check kill9} or {@code killboth}.
 *
 * @param acknowledged grants with an answer before the kill
 * @param inFlight calls whose answer the kill took away
 * @param restartMillis from the start of the process to ready
 * @param lost acknowledged holds that are not found after the restart
 * @param differing acknowledged holds that are found otherwise than acknowledged
 * @param secondAnswers identities that gave another answer when asked again
 * @param auditPassed of the restarted node
 */
public record KillRound(
    int round,
    long acknowledged,
    long inFlight,
    long restartMillis,
    long lost,
    long differing,
    long secondAnswers,
    boolean auditPassed) {}
