package dev.holdfast.api;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import dev.holdfast.v1.LineShortage;
import dev.holdfast.v1.Shortages;
import java.util.List;
import java.util.Locale;

/** Refusals as google.rpc.Status: an ErrorInfo first, what a program may act on after it. */
final class Errors {

  static final String DOMAIN = "holdfast.dev";

  private Errors() {}

  /** One request field at fault and, in words that follow its name, the limit. */
  record Fault(String field, String description) {}

  static Status refused(Refused<?> refusal) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(code(refusal.reason().kind()).getNumber())
            .setMessage(refusal.message())
            .addDetails(Any.pack(info(refusal.reason().name(), refusal.field())));
    if (refusal.reason().kind() == Reason.Kind.INVALID_ARGUMENT) {
      status.addDetails(Any.pack(badRequest(refusal.reason().name(), List.of(fault(refusal)))));
    }
    if (refusal.retryMillis() > 0) {
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay(refusal)).build()));
    }
    if (refusal.refund() || !refusal.shortages().isEmpty()) {
      status.addDetails(Any.pack(shortages(refusal)));
    }
    return status.build();
  }

  /** INVALID_ARGUMENT for one field; the reason is {@code INVALID_} and the field's name. */
  static Status invalid(String field, String description) {
    return invalid(List.of(new Fault(field, description)));
  }

  /** INVALID_ARGUMENT for at least one field; the first one gives reason and message. */
  static Status invalid(List<Fault> faults) {
    return invalid(reasonFor(faults.getFirst().field()), "", faults);
  }

  /** INVALID_ARGUMENT with this reason for the call and for each of its faults. */
  static Status invalid(String reason, List<Fault> faults) {
    return invalid(reason, reason, faults);
  }

  private static Status invalid(String reason, String reasonOfEach, List<Fault> faults) {
    Fault first = faults.getFirst();
    String more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
    return Status.newBuilder()
        .setCode(Code.INVALID_ARGUMENT_VALUE)
        .setMessage((first.field() + " " + first.description() + more).strip())
        .addDetails(Any.pack(info(reason, first.field())))
        .addDetails(Any.pack(badRequest(reasonOfEach, faults)))
        .build();
  }

  /** A failure of ours: the cause is in the node's log, not in the answer. */
  static Status internal() {
    return Status.newBuilder()
        .setCode(Code.INTERNAL_VALUE)
        .setMessage("the node failed at this call; its log says why")
        .addDetails(Any.pack(info("INTERNAL", "")))
        .build();
  }

  static Status of(Code code, String reason, String message) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(message)
        .addDetails(Any.pack(info(reason, "")))
        .build();
  }

  /** {@code lines[0].order_id} gives {@code INVALID_ORDER_ID}. */
  static String reasonFor(String field) {
    String last = field.substring(field.lastIndexOf('.') + 1);
    int index = last.indexOf('[');
    String name = index < 0 ? last : last.substring(0, index);
    return "INVALID_" + name.toUpperCase(Locale.ROOT);
  }

  private static Code code(Reason.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> Code.NOT_FOUND;
      case FAILED_PRECONDITION -> Code.FAILED_PRECONDITION;
      case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
      case ABORTED -> Code.ABORTED;
      case UNAVAILABLE -> Code.UNAVAILABLE;
      case RESOURCE_EXHAUSTED -> Code.RESOURCE_EXHAUSTED;
      case DEADLINE_EXCEEDED -> Code.DEADLINE_EXCEEDED;
      case INVALID_ARGUMENT -> Code.INVALID_ARGUMENT;
    };
  }

  private static ErrorInfo info(String reason, String field) {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN);
    if (!field.isEmpty()) {
      info.putMetadata("field", field);
    }
    return info.build();
  }

  private static Fault fault(Refused<?> refusal) {
    return new Fault(refusal.field(), refusal.message());
  }

  /** With the reason of each fault, or if that is empty with the reason that its field gives. */
  private static BadRequest badRequest(String reason, List<Fault> faults) {
    BadRequest.Builder bad = BadRequest.newBuilder();
    for (Fault fault : faults) {
      bad.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField(fault.field())
              .setReason(reason.isEmpty() ? reasonFor(fault.field()) : reason)
              .setDescription(fault.description()));
    }
    return bad.build();
  }

  private static Duration delay(Refused<?> refusal) {
    long millis = refusal.retryMillis();
    return Duration.newBuilder()
        .setSeconds(millis / 1_000)
        .setNanos((int) (millis % 1_000) * 1_000_000)
        .build();
  }

  private static Shortages shortages(Refused<?> refusal) {
    Shortages.Builder shortages = Shortages.newBuilder().setRefund(refusal.refund());
    for (Shortage shortage : refusal.shortages()) {
      shortages.addLines(
          LineShortage.newBuilder()
              .setSku(shortage.sku())
              .setLocation(shortage.location())
              .setWanted(shortage.wanted())
              .setAvailable(shortage.available()));
    }
    return shortages.build();
  }
}
