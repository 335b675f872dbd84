package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Message;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldLine;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.ReleaseHoldRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * What clients were told about their holds, to be compared with what a node says later. Safe for
 * any thread while calls are under way.
 */
final class Ledger {
  private static final int IN_FLIGHT = 128;

  private final Semaphore flight = new Semaphore(IN_FLIGHT);
  final Map<String, CreateHoldRequest> unknown = new ConcurrentHashMap<>();
  final Map<String, Entry> granted = new ConcurrentHashMap<>();
  final Map<String, RefusedCall> faults = new ConcurrentHashMap<>();

  /**
   * A hold that was acknowledged.
   *
   * @param latest the last answer
   * @param asked the state that a call asked for whose answer did not come, or that of latest
   */
  record Entry(CreateHoldRequest request, Hold grant, Hold latest, Hold.State asked) {
    boolean isCertain() {
      return asked == latest.getState();
    }
  }

  /** Asks for a hold, and for its end if there is one; returns while they are under way. */
  void create(GrpcLine line, CreateHoldRequest request, Hold.State end) {
    String id = request.getHoldId();
    unknown.put(id, request);
    send(
        line,
        request,
        answer -> {
          granted.put(id, new Entry(request, answer, answer, end));
          unknown.remove(id);
          end(line, answer, end);
        },
        refused -> {
          if (!refused.isTransient() && !refused.reason().isEmpty()) {
            unknown.remove(id);
          }
          note(id, refused);
        });
  }

  private void end(GrpcLine line, Hold hold, Hold.State end) {
    Message request =
        switch (end) {
          case CONFIRMED ->
              ConfirmHoldRequest.newBuilder().setName(hold.getName()).setOrderId("o").build();
          case RELEASED -> ReleaseHoldRequest.newBuilder().setName(hold.getName()).build();
          case HELD, EXPIRED, STATE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    if (request != null) {
      sendNow(line, request, latest -> settle(latest), refused -> note(hold.getHoldId(), refused));
    }
  }

  private void settle(Hold latest) {
    granted.computeIfPresent(
        latest.getHoldId(),
        (id, entry) -> new Entry(entry.request(), entry.grant(), latest, latest.getState()));
  }

  /** Refusals for want of stock and cut connections are part of life. */
  private void note(String id, RefusedCall refused) {
    boolean expected =
        refused.reason().equals("INSUFFICIENT_STOCK")
            || refused.isTransient()
            || refused.status().getCode() == io.grpc.Status.Code.UNAVAILABLE.value();
    if (!expected) {
      faults.put(id, refused);
    }
  }

  private void send(
      GrpcLine line, Message request, Consumer<Hold> answer, Consumer<RefusedCall> refused) {
    flight.acquireUninterruptibly();
    sendNow(line, request, answer, refused, flight::release);
  }

  private void sendNow(
      GrpcLine line, Message request, Consumer<Hold> answer, Consumer<RefusedCall> refused) {
    sendNow(line, request, answer, refused, () -> {});
  }

  private static void sendNow(
      GrpcLine line,
      Message request,
      Consumer<Hold> answer,
      Consumer<RefusedCall> refused,
      Runnable done) {
    Futures.addCallback(
        line.send(request),
        new FutureCallback<Message>() {
          @Override
          public void onSuccess(Message message) {
            answer.accept((Hold) message);
            done.run();
          }

          @Override
          public void onFailure(Throwable failure) {
            refused.accept(
                new RefusedCall(StatusProto.fromThrowable((StatusRuntimeException) failure)));
            done.run();
          }
        },
        MoreExecutors.directExecutor());
  }

  /** Waits for all calls that were sent. */
  void await() {
    flight.acquireUninterruptibly(IN_FLIGHT);
    flight.release(IN_FLIGHT);
  }

  /** Sends every create again whose outcome is unknown; then every outcome is known. */
  void resolve(GrpcLine line) {
    for (CreateHoldRequest request : List.copyOf(unknown.values())) {
      create(line, request, Hold.State.HELD);
    }
    await();
    assertThat(unknown).describedAs("creates without an answer").isEmpty();
  }

  /** Compares every hold that was acknowledged; what was uncertain becomes certain. */
  void compare(GrpcLine line) {
    for (Entry entry : List.copyOf(granted.values())) {
      String id = entry.grant().getHoldId();
      send(
          line,
          GetHoldRequest.newBuilder().setName(entry.grant().getName()).build(),
          found -> check(entry, found),
          refused -> faults.put(id, refused));
    }
    await();
    assertThat(faults).isEmpty();
  }

  private void check(Entry entry, Hold found) {
    boolean asPromised =
        found.getState() == entry.latest().getState() && entry.isCertain()
            ? found.equals(entry.latest())
            : !entry.isCertain()
                && (found.getState() == entry.asked() || found.equals(entry.latest()));
    boolean sameGrant =
        found.getLinesList().equals(entry.grant().getLinesList())
            && found.getCreateTime().equals(entry.grant().getCreateTime())
            && found.getExpireTime().equals(entry.grant().getExpireTime());
    if (asPromised && sameGrant) {
      settle(found);
    } else {
      faults.put(
          found.getHoldId(),
          new RefusedCall(
              com.google.rpc.Status.newBuilder()
                  .setMessage("promised " + entry + ", found " + found)
                  .build()));
    }
  }

  /** Repeats some creates: each must answer its first grant. */
  void replay(GrpcLine line, int count) {
    for (Entry entry : granted.values().stream().limit(count).toList()) {
      send(
          line,
          entry.request(),
          again -> {
            Hold expected =
                entry.grant().toBuilder()
                    .setState(entry.latest().getState())
                    .setOrderId(entry.latest().getOrderId())
                    .build();
            if (!again.equals(expected)) {
              faults.put(
                  again.getHoldId(),
                  new RefusedCall(
                      com.google.rpc.Status.newBuilder()
                          .setMessage("granted " + expected + ", repeated " + again)
                          .build()));
            }
          },
          refused -> faults.put(entry.grant().getHoldId(), refused));
    }
    await();
    assertThat(faults).isEmpty();
  }

  /** Nothing is held or committed but by the holds of this ledger: no intent was left behind. */
  void compareUnits(Storefront store, List<String> skus) {
    Map<String, Long> expected = new HashMap<>();
    for (Entry entry : granted.values()) {
      for (HoldLine line : entry.latest().getLinesList()) {
        Hold.State state = entry.latest().getState();
        if (state == Hold.State.HELD || state == Hold.State.CONFIRMED) {
          expected.merge(state + " " + line.getSku(), line.getQuantity(), Long::sum);
        }
      }
    }
    Map<String, Long> found = new HashMap<>();
    for (String sku : skus) {
      for (Position position : store.availability("web", sku).getFirst().getPositionsList()) {
        add(found, "HELD " + sku, position.getHeld());
        add(found, "CONFIRMED " + sku, position.getCommitted());
        assertThat(position.getHeld() + position.getCommitted())
            .describedAs("sold of " + sku)
            .isLessThanOrEqualTo(position.getOnHand());
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private static void add(Map<String, Long> sums, String key, long units) {
    if (units > 0) {
      sums.merge(key, units, Long::sum);
    }
  }

  List<Hold> holds() {
    List<Hold> holds = new ArrayList<>();
    granted.values().forEach(entry -> holds.add(entry.latest()));
    return holds;
  }
}
