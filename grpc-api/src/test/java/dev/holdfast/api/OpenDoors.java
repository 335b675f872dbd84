package dev.holdfast.api;

import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.HoldServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Doors on free ports in front of a grid, and clients of both. */
final class OpenDoors implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  final Doors doors;
  final ManagedChannel channel;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.READY);

  OpenDoors(StockGrid grid) {
    this(grid, DoorSettings.of(HOST, 0, 0, "1.2.3"));
  }

  OpenDoors(StockGrid grid, DoorSettings settings) {
    doors =
        Doors.start(
            settings, grid, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), readiness::get);
    channel = NettyChannelBuilder.forAddress(HOST, doors.grpcPort()).usePlaintext().build();
  }

  HoldServiceGrpc.HoldServiceBlockingStub holds() {
    return HoldServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + doors.webPort() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static CreateHoldRequest create(String holdId) {
    return CreateHoldRequest.newBuilder()
        .setHoldId(holdId)
        .setPool("web")
        .addLines(CreateHoldLine.newBuilder().setSku("MUG").setQuantity(2))
        .build();
  }

  static Status status(StatusRuntimeException thrown) {
    return StatusProto.fromThrowable(thrown);
  }

  static String reason(Status status) {
    try {
      return status.getDetails(0).unpack(ErrorInfo.class).getReason();
    } catch (IOException e) {
      throw new AssertionError("no ErrorInfo first in " + status, e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    doors.close();
    http.close();
  }
}
