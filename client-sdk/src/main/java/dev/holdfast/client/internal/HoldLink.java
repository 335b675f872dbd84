package dev.holdfast.client.internal;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;

/** One hold stream to one node. Belongs to the I/O thread, which gRPC also calls it on. */
final class HoldLink extends ClientCall.Listener<HoldStreamResponse> {

  /** Frames that may arrive before the first of them was handled. */
  private static final int PREFETCH = 8;

  private final HoldLane lane;
  private final int target;
  private final ClientCall<HoldStreamRequest, HoldStreamResponse> call;

  HoldLink(HoldLane lane, Channel channel, int target) {
    this.lane = lane;
    this.target = target;
    call = channel.newCall(HoldServiceGrpc.getHoldStreamMethod(), CallOptions.DEFAULT);
  }

  void start() {
    call.start(this, new Metadata());
    call.request(PREFETCH);
  }

  int target() {
    return target;
  }

  /** Whether there is a connection and it takes more without piling up. */
  boolean isReady() {
    return call.isReady();
  }

  void send(HoldStreamRequest frame) {
    call.sendMessage(frame);
  }

  void cancel(String why) {
    call.cancel(why, null);
  }

  @Override
  public void onReady() {
    lane.write();
  }

  @Override
  public void onMessage(HoldStreamResponse frame) {
    call.request(1);
    lane.heard(this, frame);
  }

  @Override
  public void onClose(io.grpc.Status status, Metadata trailers) {
    lane.broken(this, reason(status, trailers));
  }

  /**
   * Why the stream ended, as far as its unanswered calls go. They may always be sent again,
   * whatever broke, except where no stream will ever be served.
   */
  private static Status reason(io.grpc.Status status, Metadata trailers) {
    if (status.isOk()) {
      return Details.status(Code.UNAVAILABLE, "the node ended the stream");
    }
    Status wire = Details.status(status, trailers);
    return switch (status.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> wire;
      default ->
          wire.toBuilder()
              .setCode(Code.UNAVAILABLE.getNumber())
              .setMessage(status.getCode() + ": " + wire.getMessage())
              .build();
    };
  }
}
