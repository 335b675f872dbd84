package dev.holdfast.jmh.quick;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Duration;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.Holdfast;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The three calls that are compared: an echo, a single CreateHold, a hold through the SDK. */
final class Calls {
  private static final int TTL_SECONDS = 5;

  private final SplittableRandom random = new SplittableRandom(20_261_122);

  CreateHoldRequest request() {
    return CreateHoldRequest.newBuilder()
        .setHoldId(new UUID(random.nextLong(), random.nextLong()).toString())
        .setPool(Shop.POOL)
        .addLines(CreateHoldLine.newBuilder().setSku(sku()).setQuantity(1))
        .setTtl(Duration.newBuilder().setSeconds(TTL_SECONDS))
        .build();
  }

  private String sku() {
    return Shop.sku(random.nextInt(Shop.SKUS));
  }

  /** Waits for the answer of a single CreateHold. */
  Hold create(Channel channel) {
    return ClientCalls.blockingUnaryCall(
        channel, HoldServiceGrpc.getCreateHoldMethod(), CallOptions.DEFAULT, request());
  }

  /** Waits for the echo. */
  static BytesValue echo(Channel channel, BytesValue message) {
    return ClientCalls.blockingUnaryCall(channel, EchoServer.ECHO, CallOptions.DEFAULT, message);
  }

  CompletionStage<Hold> createAsync(Channel channel) {
    return unary(channel, HoldServiceGrpc.getCreateHoldMethod(), request());
  }

  static CompletionStage<BytesValue> echoAsync(Channel channel, BytesValue message) {
    return unary(channel, EchoServer.ECHO, message);
  }

  private static <Q, A> CompletionStage<A> unary(
      Channel channel, MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, CallOptions.DEFAULT),
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(A message) {
            answer.complete(message);
          }

          @Override
          public void onError(Throwable cause) {
            answer.completeExceptionally(cause);
          }

          @Override
          public void onCompleted() {
            // The one message was the answer.
          }
        });
    return answer;
  }

  CompletionStage<?> holdAsync(Holdfast holdfast) {
    return holdfast.holdAsync(
        HoldRequest.in(Shop.POOL).line(sku(), 1).ttl(java.time.Duration.ofSeconds(TTL_SECONDS)));
  }
}
