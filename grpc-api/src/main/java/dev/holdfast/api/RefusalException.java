package dev.holdfast.api;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import dev.holdfast.v1.Shortages;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;

/**
 * Carries a google.rpc.Status to a gRPC stub's observer, which takes nothing else. It has no stack
 * trace: a refusal is an answer, and a sold-out SKU gives many.
 *
 * <p>The status travels in HTTP/2 trailers, of which clients accept 8 KiB, a third of it lost to
 * base64: of longer details only the first lines are sent, and the message says so.
 */
final class RefusalException extends StatusRuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_BYTES = 3_600;
  private static final int MAX_MESSAGE = 600;
  private static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

  private RefusalException(Status status) {
    super(
        io.grpc.Status.fromCodeValue(status.getCode()).withDescription(status.getMessage()),
        trailers(status));
  }

  static RefusalException of(Status status) {
    return new RefusalException(fitting(status));
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  private static Metadata trailers(Status status) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, status);
    return trailers;
  }

  private static Status fitting(Status status) {
    Status fitting = status;
    if (status.getMessage().length() > MAX_MESSAGE) {
      String head = status.getMessage().substring(0, MAX_MESSAGE);
      fitting = status.toBuilder().setMessage(head + "...").build();
    }
    if (fitting.getSerializedSize() <= MAX_BYTES) {
      return fitting;
    }
    Status.Builder shorter = fitting.toBuilder().clearDetails();
    int room = MAX_BYTES - shorter.build().getSerializedSize();
    boolean cut = false;
    for (Any detail : fitting.getDetailsList()) {
      Any kept = detail.getSerializedSize() <= room ? detail : head(detail, room);
      cut |= kept != detail;
      room -= kept.getSerializedSize();
      shorter.addDetails(kept);
    }
    return cut
        ? shorter.setMessage(fitting.getMessage() + " (the details show the first)").build()
        : shorter.build();
  }

  /** The first entries of a long detail, as many as there is room for. */
  private static Any head(Any detail, int room) {
    try {
      if (detail.is(Shortages.class)) {
        Shortages all = detail.unpack(Shortages.class);
        Shortages.Builder head = Shortages.newBuilder().setRefund(all.getRefund());
        int used = 64;
        for (int i = 0; i < all.getLinesCount(); i++) {
          used += all.getLines(i).getSerializedSize() + 4;
          if (used > room) {
            break;
          }
          head.addLines(all.getLines(i));
        }
        return Any.pack(head.build());
      }
      if (detail.is(BadRequest.class)) {
        BadRequest all = detail.unpack(BadRequest.class);
        BadRequest.Builder head = BadRequest.newBuilder();
        int used = 64;
        for (int i = 0; i < all.getFieldViolationsCount(); i++) {
          used += all.getFieldViolations(i).getSerializedSize() + 4;
          if (used > room) {
            break;
          }
          head.addFieldViolations(all.getFieldViolations(i));
        }
        return Any.pack(head.build());
      }
      return Any.getDefaultInstance();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a detail that was packed here cannot be read", e);
    }
  }
}
