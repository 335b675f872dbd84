package dev.holdfast.api;

import build.buf.protovalidate.Config;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.CompilationException;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.ExplainStockRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.HoldServiceProto;
import dev.holdfast.v1.LocationServiceProto;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.PoolServiceProto;
import dev.holdfast.v1.QueryAvailabilityRequest;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.StockServiceProto;
import dev.holdfast.v1.UpdatePoolRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks the form of requests: the rules in the .proto files, and of protobuf's own types what
 * those cannot say. The rules are compiled when the class is loaded, which takes a second. Safe for
 * any thread.
 */
final class RequestRules {

  static final int MAX_HOLDS = 1_000;
  static final int MAX_ITEMS = 10_000;

  /** A request that is larger than this is refused for its first fault, not for all of them. */
  private static final int LARGE_BYTES = 16 << 10;

  private static final String NANOS = "must have nanos from 0 to 999,999,999";
  private static final String INSTANT = "must be in the years 1 to 9999";

  private static final Validator ALL = validator(Config.newBuilder().build());
  private static final Validator FIRST = validator(Config.newBuilder().setFailFast(true).build());

  private static Validator validator(Config config) {
    List<Descriptor> requests = new ArrayList<>();
    for (FileDescriptor file :
        List.of(
            HoldServiceProto.getDescriptor(),
            StockServiceProto.getDescriptor(),
            PoolServiceProto.getDescriptor(),
            LocationServiceProto.getDescriptor())) {
      requests.addAll(file.getMessageTypes());
    }
    try {
      return ValidatorFactory.newBuilder().withConfig(config).buildWithDescriptors(requests, false);
    } catch (CompilationException e) {
      throw new IllegalStateException("the rules in the .proto files do not compile", e);
    }
  }

  /** The refusal of a malformed request, or null if it may go to the grid. */
  @Nullable Status fault(Message request) {
    return switch (request) {
      case CreateHoldRequest r -> HotRules.accepts(r) ? null : explain(r, "");
      case ConfirmHoldRequest r -> HotRules.accepts(r) ? null : explain(r, "");
      case ReleaseHoldRequest r -> HotRules.accepts(r) ? null : explain(r, "");
      case ExtendHoldRequest r -> HotRules.accepts(r) ? null : explain(r, "");
      case QueryAvailabilityRequest r -> HotRules.accepts(r) ? null : explain(r, "");
      case BatchCreateHoldsRequest r ->
          each("requests", r.getRequestsList(), MAX_HOLDS, HotRules::accepts);
      case SetStockRequest r -> each("items", r.getItemsList(), MAX_ITEMS, HotRules::accepts);
      case AdjustStockRequest r -> each("items", r.getItemsList(), MAX_ITEMS, HotRules::accepts);
      default -> explain(request, "");
    };
  }

  /** A batch is refused whole for its first malformed item: nothing of it has been done then. */
  private <T extends Message> @Nullable Status each(
      String field, List<T> items, int max, Predicate<T> accepts) {
    if (items.isEmpty() || items.size() > max) {
      return Errors.invalid(field, "must have 1 to %,d items".formatted(max));
    }
    for (int i = 0; i < items.size(); i++) {
      if (!accepts.test(items.get(i))) {
        Status fault = explain(items.get(i), field + "[" + i + "].");
        if (fault != null) {
          return fault;
        }
      }
    }
    return null;
  }

  private @Nullable Status explain(Message request, String prefix) {
    List<Errors.Fault> faults = new ArrayList<>();
    addUnsaid(request, prefix, faults);
    if (!faults.isEmpty()) {
      return Errors.invalid(faults);
    }
    Validator validator = request.getSerializedSize() > LARGE_BYTES ? FIRST : ALL;
    try {
      for (Violation violation : validator.validate(request).getViolations()) {
        build.buf.validate.Violation proto = violation.toProto();
        faults.add(new Errors.Fault(prefix + path(proto), inWords(proto)));
      }
    } catch (ValidationException e) {
      throw new IllegalStateException("cannot check a " + request.getClass().getName(), e);
    }
    return faults.isEmpty() ? null : Errors.invalid(faults);
  }

  /** Not in list [0] is meant for people who left the field out: JSON has no number there. */
  private static String inWords(build.buf.validate.Violation violation) {
    return violation.getRuleId().endsWith(".not_in")
        ? "must be given and not 0"
        : violation.getMessage();
  }

  private static String path(build.buf.validate.Violation violation) {
    StringBuilder path = new StringBuilder();
    for (FieldPathElement element : violation.getField().getElementsList()) {
      path.append(path.isEmpty() ? "" : ".").append(element.getFieldName());
      if (element.hasIndex()) {
        path.append('[').append(element.getIndex()).append(']');
      }
    }
    return path.toString();
  }

  /**
   * What protovalidate takes for granted, or fails at: that protobuf's durations and instants are
   * well formed.
   */
  private static void addUnsaid(Message request, String prefix, List<Errors.Fault> faults) {
    switch (request) {
      case CreateHoldRequest r -> {
        addNanos(prefix + "ttl", r.getTtl(), faults);
        if (!Times.isValid(r.getIssueTime())) {
          faults.add(new Errors.Fault(prefix + "issue_time", INSTANT));
        }
      }
      case ExtendHoldRequest r when !Times.isValid(r.getExpireTime()) ->
          faults.add(new Errors.Fault("expire_time", INSTANT));
      case ExplainStockRequest r when r.hasTime() && !Times.isValid(r.getTime()) ->
          faults.add(new Errors.Fault("time", INSTANT));
      case CreatePoolRequest r -> addLives(r.getPool(), faults);
      case UpdatePoolRequest r -> addLives(r.getPool(), faults);
      default -> {}
    }
  }

  private static void addLives(Pool pool, List<Errors.Fault> faults) {
    addNanos("pool.default_hold_life", pool.getDefaultHoldLife(), faults);
    addNanos("pool.longest_hold_life", pool.getLongestHoldLife(), faults);
  }

  private static void addNanos(String field, Duration duration, List<Errors.Fault> faults) {
    if (!Times.hasNanos(duration.getNanos())) {
      faults.add(new Errors.Fault(field, NANOS));
    }
  }
}
