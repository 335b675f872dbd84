package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.HoldReply;
import dev.holdfast.engine.HoldCommand;

/**
 * What this member decides itself. What it does not, it gives to {@link
 * dev.holdfast.cluster.host.Elsewhere} with the same reply. Safe for any thread, never blocks.
 */
public interface Here {

  /** Gives a call to a shard. */
  void submit(int shard, Call call);

  /** Leads a call on a hold whose home is a shard. */
  void lead(int home, HoldCommand command, long deadlineNanos, HoldReply reply);
}
