package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.holdfast.v1.CreateHoldRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the gRPC port does beside its services, and with messages that are none. */
class GrpcProtocolTest {

  private static final OpenDoors OPEN = new OpenDoors(new CannedGrid());

  @AfterAll
  static void close() {
    OPEN.close();
  }

  @Test
  void refusesAMessageOfAHundredMegabytesAndServesOn() {
    UnknownFieldSet.Field padding =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[100 << 20]))
            .build();
    CreateHoldRequest huge =
        OpenDoors.create("huge").toBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(99, padding).build())
            .build();

    assertThatThrownBy(() -> OPEN.holds().createHold(huge))
        .hasMessageStartingWith("RESOURCE_EXHAUSTED");
    assertThat(OPEN.holds().createHold(OpenDoors.create("small")).getHoldId()).isEqualTo("small");
  }

  @Test
  void refusesAMessageThatIsOnlySmallWhileCompressed() {
    UnknownFieldSet.Field padding =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[40 << 20]))
            .build();
    CreateHoldRequest bomb =
        OpenDoors.create("bomb").toBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(99, padding).build())
            .build();

    assertThatThrownBy(() -> OPEN.holds().withCompression("gzip").createHold(bomb))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(OpenDoors.reason(OpenDoors.status(thrown)))
                    .isEqualTo("INVALID_MESSAGE_SIZE"));
    assertThat(OPEN.holds().createHold(OpenDoors.create("small")).getHoldId()).isEqualTo("small");
  }

  @Test
  void refusesAMessageThatIsNoProtobufAndServesOn() {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("holdfast.v1.HoldService/CreateHold")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    assertThatThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    OPEN.channel,
                    raw,
                    CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS),
                    "\377\377\377garbage".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown -> {
              assertThat(thrown.getStatus().getCode().name()).isEqualTo("INVALID_ARGUMENT");
              assertThat(OpenDoors.reason(OpenDoors.status(thrown))).isEqualTo("INVALID_MESSAGE");
            });
    assertThat(OPEN.holds().createHold(OpenDoors.create("next")).getHoldId()).isEqualTo("next");
  }

  @Test
  void endsAStreamWhoseFrameIsNoProtobuf() throws Exception {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("holdfast.v1.HoldService/HoldStream")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    StreamObserver<byte[]> calls =
        ClientCalls.asyncBidiStreamingCall(
            OPEN.channel.newCall(raw, CallOptions.DEFAULT),
            new StreamObserver<>() {
              @Override
              public void onNext(byte[] frame) {}

              @Override
              public void onError(Throwable thrown) {
                ended.complete(thrown);
              }

              @Override
              public void onCompleted() {}
            });
    calls.onNext("\377\377\377garbage".getBytes(StandardCharsets.ISO_8859_1));

    StatusRuntimeException thrown = (StatusRuntimeException) ended.get(5, TimeUnit.SECONDS);
    assertThat(OpenDoors.reason(OpenDoors.status(thrown))).isEqualTo("INVALID_MESSAGE");
    assertThat(OPEN.get("/metrics").body())
        .contains("holdfast_streams_open 0")
        .contains("holdfast_refusals_total{reason=\"INVALID_MESSAGE\"}");
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream in) {
      try {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void isHealthyWhenReady() {
    var health = HealthGrpc.newBlockingStub(OPEN.channel);
    HealthCheckRequest all = HealthCheckRequest.getDefaultInstance();
    HealthCheckRequest one =
        HealthCheckRequest.newBuilder().setService("holdfast.v1.HoldService").build();

    assertThat(health.check(all).getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    OPEN.readiness.set(Readiness.notReady("shard 3 is closed"));
    try {
      assertThat(health.check(all).getStatus())
          .isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
      assertThat(health.check(one).getStatus())
          .isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
    } finally {
      OPEN.readiness.set(Readiness.READY);
    }
  }

  @Test
  void listsItsServicesByReflection() throws Exception {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asked =
        ServerReflectionGrpc.newStub(OPEN.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    first.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    asked.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    asked.onCompleted();

    assertThat(first.get(5, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(
            "holdfast.v1.HoldService",
            "holdfast.v1.StockService",
            "holdfast.v1.PoolService",
            "holdfast.v1.LocationService",
            "holdfast.v1.GridService",
            "grpc.health.v1.Health");
  }
}
