/**
 * Carries calls to the member that decides, and what it answered back.
 *
 * <p>A call goes to the ratified owner of its shard. An owner that is none answers MOVED; the call
 * then waits for the next configuration. Nothing is remembered of calls that came from others:
 * commands have identities, so a call that may have been lost is sent again.
 */
@NullMarked
package dev.holdfast.cluster.route;

import org.jspecify.annotations.NullMarked;
