package dev.holdfast.client;

import com.google.rpc.Status;
import dev.holdfast.client.Faults.Fault;
import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.AdjustStockResponse;
import dev.holdfast.v1.DeletePoolRequest;
import dev.holdfast.v1.DeletePoolResponse;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import dev.holdfast.v1.ListPoolsRequest;
import dev.holdfast.v1.ListPoolsResponse;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.PoolServiceGrpc;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.StockAdjustment;
import dev.holdfast.v1.StockResult;
import dev.holdfast.v1.StockServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/** A real gRPC server on loopback before a {@link TestStock}, with {@link Faults} between. */
final class TestGrid implements AutoCloseable {

  final TestStock stock = new TestStock();
  final Faults faults = new Faults();
  final Set<String> pools = new ConcurrentSkipListSet<>();
  private Server server;

  private TestGrid(int port) {
    start(port);
  }

  static TestGrid start() {
    return new TestGrid(0);
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** The process dies and comes back on its port, with its stock. */
  void restart() {
    int port = server.getPort();
    close();
    start(port);
  }

  @Override
  public void close() {
    try {
      server.shutdownNow().awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(int port) {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
              .addService(new Holds())
              .addService(new Stocks())
              .addService(new PoolList())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One unary call, with what goes wrong at it. */
  private <A> void unary(StreamObserver<A> caller, Supplier<A> decide) {
    Fault fault = faults.frame(1);
    Status refusal = faults.refusal();
    if (refusal != null) {
      caller.onError(StatusProto.toStatusRuntimeException(refusal));
      return;
    }
    A answer = fault == Fault.BREAK_BEFORE ? null : decide.get();
    switch (fault) {
      case BREAK_BEFORE, BREAK_AFTER -> caller.onError(broken());
      case SWALLOW -> {}
      case TWICE, NONE -> {
        caller.onNext(answer);
        caller.onCompleted();
      }
    }
  }

  private static RuntimeException broken() {
    return io.grpc.Status.UNAVAILABLE.withDescription("the wire was cut").asRuntimeException();
  }

  private final class Holds extends HoldServiceGrpc.HoldServiceImplBase {

    @Override
    public StreamObserver<HoldStreamRequest> holdStream(StreamObserver<HoldStreamResponse> caller) {
      return new Frames(caller);
    }

    @Override
    public void getHold(GetHoldRequest request, StreamObserver<Hold> caller) {
      unary(caller, () -> stock.get(request.getName()));
    }
  }

  private final class Frames implements StreamObserver<HoldStreamRequest> {

    private final StreamObserver<HoldStreamResponse> caller;
    private boolean broken;

    Frames(StreamObserver<HoldStreamResponse> caller) {
      this.caller = caller;
    }

    @Override
    public void onNext(HoldStreamRequest frame) {
      if (broken) {
        return;
      }
      Fault fault = faults.frame(frame.getCallsCount());
      HoldStreamResponse.Builder answers = HoldStreamResponse.newBuilder();
      if (fault != Fault.BREAK_BEFORE) {
        frame.getCallsList().forEach(call -> answers.addAnswers(decide(call)));
      }
      switch (fault) {
        case BREAK_BEFORE, BREAK_AFTER -> {
          broken = true;
          caller.onError(broken());
        }
        case SWALLOW -> {}
        case TWICE -> {
          caller.onNext(answers.build());
          caller.onNext(answers.build());
        }
        case NONE -> caller.onNext(answers.build());
      }
    }

    private HoldAnswer decide(HoldCall call) {
      Status refusal = faults.refusal();
      return refusal == null ? stock.decide(call) : TestStock.answer(call.getCallId(), refusal);
    }

    @Override
    public void onError(Throwable failure) {
      broken = true;
    }

    @Override
    public void onCompleted() {
      caller.onCompleted();
    }
  }

  private final class Stocks extends StockServiceGrpc.StockServiceImplBase {

    @Override
    public void adjustStock(
        AdjustStockRequest request, StreamObserver<AdjustStockResponse> caller) {
      faults.frame(request.getItemsCount());
      AdjustStockResponse.Builder answer = AdjustStockResponse.newBuilder();
      for (StockAdjustment item : request.getItemsList()) {
        Status refusal = faults.refusal();
        answer.addResults(
            refusal == null
                ? StockResult.newBuilder().setPosition(adjusted(item))
                : StockResult.newBuilder().setError(refusal));
      }
      caller.onNext(answer.build());
      caller.onCompleted();
    }

    private Position adjusted(StockAdjustment item) {
      long now = stock.adjust(item.getSku(), item.getDelta(), item.getAdjustmentId());
      return Position.newBuilder().setSku(item.getSku()).setOnHand(now).setFree(now).build();
    }
  }

  private final class PoolList extends PoolServiceGrpc.PoolServiceImplBase {

    /** Pages of two, by id. */
    @Override
    public void listPools(ListPoolsRequest request, StreamObserver<ListPoolsResponse> caller) {
      ListPoolsResponse.Builder page = ListPoolsResponse.newBuilder();
      pools.stream()
          .filter(id -> id.compareTo(request.getPageToken()) > 0)
          .limit(2)
          .forEach(id -> page.addPools(Pool.newBuilder().setName("pools/" + id)));
      if (page.getPoolsCount() == 2) {
        page.setNextPageToken(page.getPools(1).getName().substring("pools/".length()));
      }
      caller.onNext(page.build());
      caller.onCompleted();
    }

    @Override
    public void deletePool(DeletePoolRequest request, StreamObserver<DeletePoolResponse> caller) {
      String id = request.getName().substring("pools/".length());
      if (!pools.contains(id)) {
        caller.onError(
            StatusProto.toStatusRuntimeException(
                Statuses.of(com.google.rpc.Code.NOT_FOUND, "POOL_NOT_FOUND")));
        return;
      }
      unary(
          caller,
          () -> {
            pools.remove(id);
            return DeletePoolResponse.getDefaultInstance();
          });
    }
  }
}
