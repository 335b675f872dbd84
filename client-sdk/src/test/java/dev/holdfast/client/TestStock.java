package dev.holdfast.client;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.Backing;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldLine;
import dev.holdfast.v1.Revision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One location, one pool {@code web}, in a map: just enough of the grid's rules for its client. */
final class TestStock {

  private final Map<String, Long> free = new HashMap<>();
  private final Map<String, CreateHoldRequest> requests = new HashMap<>();
  private final Map<String, Hold> holds = new HashMap<>();
  private final Set<String> adjustments = new HashSet<>();
  private long sequence;

  synchronized void put(String sku, long units) {
    free.put(sku, units);
  }

  synchronized long free(String sku) {
    return free.getOrDefault(sku, 0L);
  }

  synchronized int holds() {
    return holds.size();
  }

  /** Once per id. */
  synchronized long adjust(String sku, long delta, String id) {
    if (adjustments.add(id)) {
      free.merge(sku, delta, Long::sum);
    }
    return free(sku);
  }

  /** Time runs out for a hold. */
  synchronized void expire(String name) {
    end(holds.get(holdId(name)), Hold.State.EXPIRED);
  }

  synchronized Hold get(String name) {
    return holds.get(holdId(name));
  }

  synchronized HoldAnswer decide(HoldCall call) {
    Object outcome =
        switch (call.getCallCase()) {
          case CREATE -> create(call.getCreate());
          case CONFIRM -> confirm(call.getConfirm().getName(), call.getConfirm().getOrderId());
          case RELEASE -> release(call.getRelease().getName());
          case EXTEND -> extend(call.getExtend().getName(), call.getExtend().getExpireTime());
          case CALL_NOT_SET -> Statuses.of(Code.INVALID_ARGUMENT, "INVALID_CALL");
        };
    return answer(call.getCallId(), outcome);
  }

  static HoldAnswer answer(long id, Object outcome) {
    HoldAnswer.Builder answer = HoldAnswer.newBuilder().setCallId(id);
    return outcome instanceof Hold hold
        ? answer.setHold(hold).build()
        : answer.setError((Status) outcome).build();
  }

  private Object create(CreateHoldRequest issued) {
    // A retry may differ in when it says that it was issued.
    CreateHoldRequest request = issued.toBuilder().clearIssueTime().build();
    CreateHoldRequest before = requests.get(request.getHoldId());
    if (before != null) {
      return before.equals(request)
          ? holds.get(request.getHoldId())
          : Statuses.of(Code.ALREADY_EXISTS, "HOLD_ID_REUSED");
    }
    for (CreateHoldLine line : request.getLinesList()) {
      if (free(line.getSku()) < line.getQuantity()) {
        return Statuses.shortage(line.getSku(), line.getQuantity(), free(line.getSku()));
      }
    }
    Hold.Builder hold =
        Hold.newBuilder()
            .setName("holds/0." + request.getHoldId())
            .setHoldId(request.getHoldId())
            .setPool(request.getPool())
            .setState(Hold.State.HELD)
            .setCreateTime(Timestamp.newBuilder().setSeconds(1_000_000))
            .setExpireTime(Timestamp.newBuilder().setSeconds(1_000_900))
            .setAck(
                request.getAck() == Acknowledgement.Level.LEVEL_UNSPECIFIED
                    ? Acknowledgement.Level.REPLICATED
                    : request.getAck());
    for (CreateHoldLine line : request.getLinesList()) {
      free.merge(line.getSku(), -line.getQuantity(), Long::sum);
      hold.addLines(
          HoldLine.newBuilder()
              .setSku(line.getSku())
              .setRequestedQuantity(line.getQuantity())
              .setQuantity(line.getQuantity())
              .setLocation(line.getLocation())
              .addBackings(Backing.newBuilder().setLocation("dc").setQuantity(line.getQuantity())));
    }
    requests.put(request.getHoldId(), request);
    return store(hold);
  }

  private Object confirm(String name, String orderId) {
    Hold hold = holds.get(holdId(name));
    if (hold == null) {
      return Statuses.of(Code.NOT_FOUND, "HOLD_NOT_FOUND");
    }
    return switch (hold.getState()) {
      case HELD -> store(hold.toBuilder().setState(Hold.State.CONFIRMED).setOrderId(orderId));
      case CONFIRMED ->
          hold.getOrderId().equals(orderId)
              ? hold
              : Statuses.of(Code.FAILED_PRECONDITION, "HOLD_ALREADY_CONFIRMED");
      default -> Statuses.of(Code.FAILED_PRECONDITION, "HOLD_" + hold.getState());
    };
  }

  private Object release(String name) {
    Hold hold = holds.get(holdId(name));
    if (hold == null) {
      return Statuses.of(Code.NOT_FOUND, "HOLD_NOT_FOUND");
    }
    return switch (hold.getState()) {
      case HELD -> end(hold, Hold.State.RELEASED);
      case RELEASED -> hold;
      case EXPIRED -> Statuses.of(Code.FAILED_PRECONDITION, "HOLD_EXPIRED");
      default -> Statuses.of(Code.FAILED_PRECONDITION, "HOLD_ALREADY_CONFIRMED");
    };
  }

  private Object extend(String name, Timestamp end) {
    return store(holds.get(holdId(name)).toBuilder().setExpireTime(end));
  }

  private Hold end(Hold hold, Hold.State state) {
    hold.getLinesList().forEach(line -> free.merge(line.getSku(), line.getQuantity(), Long::sum));
    return store(hold.toBuilder().setState(state));
  }

  private Hold store(Hold.Builder hold) {
    Hold stored =
        hold.setRevision(Revision.newBuilder().setEpoch(1).setSequence(++sequence)).build();
    holds.put(stored.getHoldId(), stored);
    return stored;
  }

  private static String holdId(String name) {
    return name.substring("holds/0.".length());
  }
}
