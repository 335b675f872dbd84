package dev.holdfast.client.internal;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Learns whether an attempt was written to a connection. One that never was has certainly had no
 * effect, which its status alone does not tell. Thread-safe.
 */
final class Reach extends ClientStreamTracer.Factory {

  private volatile boolean reached;

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundMessage(int sequence) {
        reached = true;
      }
    };
  }

  boolean reached() {
    return reached;
  }
}
