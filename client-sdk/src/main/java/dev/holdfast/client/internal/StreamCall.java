package dev.holdfast.client.internal;

import com.google.protobuf.Duration;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldCall;
import java.util.concurrent.TimeUnit;

/** A call that travels in frames. Its fields belong to the I/O thread. */
final class StreamCall extends Pending<Hold> {

  /** Where a call stands between its submission and its end. */
  enum Stage {
    READY,
    SENT,
    PAUSED,
    ENDED
  }

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final HoldCall.Builder wire;
  Stage stage = Stage.READY;
  long id;
  long resumeNanos;

  StreamCall(HoldCall.Builder wire, Patience patience) {
    super(patience);
    this.wire = wire;
  }

  /** The call under its present id, to be dropped by the node when its caller has gone. */
  HoldCall wire(long leftNanos) {
    return wire.setCallId(id)
        .setTimeout(
            Duration.newBuilder()
                .setSeconds(leftNanos / NANOS_PER_SECOND)
                .setNanos((int) (leftNanos % NANOS_PER_SECOND)))
        .build();
  }
}
