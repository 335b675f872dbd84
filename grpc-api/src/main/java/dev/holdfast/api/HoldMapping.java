package dev.holdfast.api;

import com.google.protobuf.Timestamp;
import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Revision;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.Backing;
import dev.holdfast.v1.CancelHoldRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldLine;
import dev.holdfast.v1.HoldLineQuantity;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.ShipHoldRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds between the API and the engine. What comes in has passed {@link RequestRules}. */
final class HoldMapping {

  static final String PREFIX = "holds/";
  private static final int MAX_HOLD_ID = 64;

  private HoldMapping() {}

  static HoldCommand.Create create(CreateHoldRequest request) {
    List<HoldCommand.Line> lines = new ArrayList<>(request.getLinesCount());
    for (int i = 0; i < request.getLinesCount(); i++) {
      CreateHoldLine line = request.getLines(i);
      lines.add(new HoldCommand.Line(line.getSku(), line.getQuantity(), line.getLocation()));
    }
    return new HoldCommand.Create(
        request.getHoldId(),
        request.getPool(),
        lines,
        request.hasTtl() ? Times.millis(request.getTtl()) : 0,
        ack(request.getAck()),
        request.getAllowPartial(),
        request.getRegion(),
        request.hasIssueTime() ? issued(request.getIssueTime()) : 0);
  }

  /** The first instant of 1970 is as early as the one before it: 0 means now. */
  private static long issued(Timestamp time) {
    long millis = Times.millis(time);
    return millis == 0 ? -1 : millis;
  }

  static HoldCommand.Confirm confirm(HoldName name, ConfirmHoldRequest request) {
    return new HoldCommand.Confirm(
        name, request.getOrderId(), request.getReacquire(), ack(request.getAck()));
  }

  static HoldCommand.Release release(HoldName name, ReleaseHoldRequest request) {
    return new HoldCommand.Release(name, ack(request.getAck()));
  }

  static HoldCommand.Extend extend(HoldName name, ExtendHoldRequest request) {
    return new HoldCommand.Extend(
        name, Times.millis(request.getExpireTime()), ack(request.getAck()));
  }

  static HoldCommand.Ship ship(HoldName name, ShipHoldRequest request) {
    return new HoldCommand.Ship(
        name, request.getShipmentId(), parts(request.getLinesList()), ack(request.getAck()));
  }

  static HoldCommand.Cancel cancel(HoldName name, CancelHoldRequest request) {
    return new HoldCommand.Cancel(
        name, request.getCancellationId(), parts(request.getLinesList()), ack(request.getAck()));
  }

  /** Empty if no hold can have this name. */
  static Optional<HoldName> name(String name) {
    return HoldName.parse(name.substring(PREFIX.length()))
        .filter(parsed -> parsed.holdId().length() <= MAX_HOLD_ID);
  }

  static <T> Answer<T> notFound(String name) {
    String message = "there is no hold " + name + "; its name is in the answer that created it";
    return Answer.refused(Reason.HOLD_NOT_FOUND, message, "name");
  }

  private static List<HoldCommand.Part> parts(List<HoldLineQuantity> lines) {
    return lines.stream()
        .map(line -> new HoldCommand.Part(line.getSku(), line.getQuantity()))
        .toList();
  }

  static @Nullable AckLevel ack(Acknowledgement.Level level) {
    return switch (level) {
      case REPLICATED -> AckLevel.REPLICATED;
      case SYNCED -> AckLevel.SYNCED;
      case LEVEL_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static Acknowledgement.Level ack(AckLevel level) {
    return switch (level) {
      case REPLICATED -> Acknowledgement.Level.REPLICATED;
      case SYNCED -> Acknowledgement.Level.SYNCED;
    };
  }

  static Hold hold(dev.holdfast.engine.Hold hold) {
    Hold.Builder proto =
        Hold.newBuilder()
            .setName(name(new HoldName(hold.home(), hold.holdId())))
            .setHoldId(hold.holdId())
            .setPool(hold.pool())
            .setState(state(hold.state()))
            .setCreateTime(Times.timestamp(hold.createMillis()))
            .setExpireTime(Times.timestamp(hold.expireMillis()))
            .setOrderId(hold.orderId())
            .setAck(ack(hold.ack()))
            .setRevision(revision(hold.revision()));
    for (dev.holdfast.engine.HoldLine line : hold.lines()) {
      proto.addLines(line(line));
    }
    return proto.build();
  }

  /** About what a hold's message has, rather more. */
  static long bytes(dev.holdfast.engine.Hold hold) {
    long bytes = 256;
    for (dev.holdfast.engine.HoldLine line : hold.lines()) {
      bytes += 48 + line.sku().length() + line.location().length();
      for (dev.holdfast.engine.Backing backing : line.backings()) {
        bytes += 12 + backing.location().length();
      }
    }
    return bytes;
  }

  private static HoldLine line(dev.holdfast.engine.HoldLine line) {
    HoldLine.Builder proto =
        HoldLine.newBuilder()
            .setSku(line.sku())
            .setRequestedQuantity(line.requested())
            .setQuantity(line.quantity())
            .setShippedQuantity(line.shipped())
            .setCancelledQuantity(line.cancelled())
            .setLocation(line.location());
    for (dev.holdfast.engine.Backing backing : line.backings()) {
      proto.addBackings(
          Backing.newBuilder().setLocation(backing.location()).setQuantity(backing.quantity()));
    }
    return proto.build();
  }

  /** What later calls use. */
  static String name(HoldName name) {
    return PREFIX + name.text();
  }

  /** Of a state that is given. */
  static HoldState state(Hold.State state) {
    return switch (state) {
      case HELD -> HoldState.HELD;
      case CONFIRMED -> HoldState.CONFIRMED;
      case RELEASED -> HoldState.RELEASED;
      case EXPIRED -> HoldState.EXPIRED;
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("not a state of a hold: " + state);
    };
  }

  static Hold.State state(HoldState state) {
    return switch (state) {
      case HELD -> Hold.State.HELD;
      case CONFIRMED -> Hold.State.CONFIRMED;
      case RELEASED -> Hold.State.RELEASED;
      case EXPIRED -> Hold.State.EXPIRED;
    };
  }

  static dev.holdfast.v1.Revision revision(Revision revision) {
    return dev.holdfast.v1.Revision.newBuilder()
        .setShard(revision.shard())
        .setEpoch(revision.epoch())
        .setSequence(revision.sequence())
        .build();
  }
}
