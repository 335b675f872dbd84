package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.holdfast.engine.Reason;
import dev.holdfast.v1.GridServiceProto;
import dev.holdfast.v1.HoldServiceProto;
import dev.holdfast.v1.LocationServiceProto;
import dev.holdfast.v1.PoolServiceProto;
import dev.holdfast.v1.StockServiceProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Makes {@code ops/docs/reasons.md} from the reasons and the rules in the .proto files, and fails
 * where the page is another. With {@code -Dholdfast.pages=write} it is written.
 */
class ReasonsPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("holdfast.root", ".."), "ops/docs/reasons.md");

  /** When it comes, and what a caller does then. */
  private record Advice(String when, String what) {}

  @Test
  void thePageSaysWhatTheReasonsAre() throws IOException {
    String page = page();
    if (System.getProperty("holdfast.pages", "").equals("write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("ops/docs/reasons.md is made by this test: run it with -Dholdfast.pages=write")
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Reasons of errors

            Every error is a google.rpc.Status whose first detail is an ErrorInfo of the domain
            `holdfast.dev` with one of these reasons. Reasons are stable; the message beside them is
            for people. "Again" says whether the same call may be sent again as it is: with
            RetryInfo not before its time, always with the same identity. This page is made from the
            code by a test.

            | reason | code | when | what to do | again |
            |---|---|---|---|---|
            """);
    for (Reason reason : Reason.values()) {
      row(page, reason.name(), reason.kind().name(), advice(reason), again(reason.kind()));
    }
    doors().forEach((name, advice) -> row(page, name, code(name), advice, "no"));
    page.append(
        """

        ## Malformed fields

        INVALID_ARGUMENT with a BadRequest that names each field at fault and its limit. The reason
        is that of the first: `INVALID_` and the field's name.

        """);
    page.append(String.join(", ", fields().stream().map(field -> "`" + field + "`").toList()));
    return wrapped(page.append(".\n").toString());
  }

  /** Lines of prose that are too long for a page go on below. */
  private static String wrapped(String page) {
    StringBuilder wrapped = new StringBuilder();
    for (String line : page.split("\n")) {
      String rest = line;
      while (!rest.startsWith("|") && rest.length() > 118) {
        int space = rest.lastIndexOf(' ', 118);
        wrapped.append(rest, 0, space).append('\n');
        rest = rest.substring(space + 1);
      }
      wrapped.append(rest).append('\n');
    }
    return wrapped.toString();
  }

  private static void row(
      StringBuilder page, String reason, String code, Advice advice, String again) {
    page.append(
        "| `%s` | %s | %s | %s | %s |\n".formatted(reason, code, advice.when, advice.what, again));
  }

  private static String again(Reason.Kind kind) {
    return switch (kind) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> "yes";
      case NOT_FOUND, FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED, INVALID_ARGUMENT -> "no";
    };
  }

  private static Advice advice(Reason reason) {
    return switch (reason) {
      case POOL_NOT_FOUND -> new Advice("no pool has this id now", "create the pool first");
      case HOLD_NOT_FOUND ->
          new Advice(
              "no hold has this name, or its identity window has passed", "treat it as ended");
      case LOCATION_NOT_FOUND ->
          new Advice("no location has this id now", "create the location first");
      case SKU_NOT_STOCKED ->
          new Advice("no location of the pool has ever counted the SKU", "count it first");
      case INSUFFICIENT_STOCK ->
          new Advice(
              "fewer units are there than asked for; the detail says per line wanted and available",
              "offer less, or allow_partial");
      case QUOTA_EXCEEDED ->
          new Advice("the pool's cap for a SKU leaves less", "offer less, or raise the quota");
      case HOLD_EXPIRED ->
          new Advice(
              "the hold's time ran out; with refund: a reacquire failed too",
              "confirm with reacquire; with refund give the payment back");
      case HOLD_RELEASED -> new Advice("the hold was released", "take a new hold");
      case HOLD_ALREADY_CONFIRMED ->
          new Advice("the hold is confirmed, maybe for another order", "cancel instead of release");
      case HOLD_NOT_CONFIRMED ->
          new Advice("only a confirmed hold ships or cancels", "confirm it first");
      case LOCATION_IN_USE ->
          new Advice("something is on hand, held or committed there", "close it, then empty it");
      case ISSUED_TOO_EARLY ->
          new Advice(
              "issue_time is older than the identity window, or than the grid's last recovery from"
                  + " PostgreSQL alone",
              "look whether the hold is there; else a new request, issued now");
      case HOLD_ID_REUSED ->
          new Advice("another request came under this hold_id", "choose a new hold_id");
      case SHIPMENT_ID_REUSED ->
          new Advice("another shipment came under this id", "choose a new shipment_id");
      case CANCELLATION_ID_REUSED ->
          new Advice("another cancellation came under this id", "choose a new cancellation_id");
      case ADJUSTMENT_ID_REUSED ->
          new Advice("another delta came under this id", "choose a new adjustment_id");
      case POOL_ID_REUSED ->
          new Advice("a pool of other content has this id", "update it, or choose another id");
      case LOCATION_ID_REUSED ->
          new Advice("a location of other content has this id", "update it, or choose another id");
      case STALE_SOURCE_VERSION ->
          new Advice(
              "a later count is known, or another source counted the position",
              "drop the count, or take over");
      case STALE_ETAG ->
          new Advice("it changed since it was read", "read it again, then change that");
      case SHARD_CLOSED ->
          new Advice("a part of the grid recovers, or the node stops", "wait, then the same call");
      case NO_QUORUM -> new Advice("too few members see each other", "wait, then the same call");
      case UNKNOWN_OUTCOME ->
          new Advice("it is not known whether the call took effect", "the same call: it tells");
      case OVERLOADED ->
          new Advice(
              "too much waits, the disk is nearly full, or too many watches are open",
              "wait as RetryInfo says, then the same call");
      case DEADLINE_PASSED ->
          new Advice("the deadline passed before the call was decided", "the same call, more time");
      case INVALID_TTL ->
          new Advice("longer than the pool's longest hold life", "ask for less time");
      case INVALID_LOCATION ->
          new Advice("the pinned location is not in the pool", "pin one of the pool's");
      case INVALID_LOCATIONS ->
          new Advice("a pool names a location twice or one that is not there", "mend the list");
      case INVALID_LINES ->
          new Advice("lines that the hold does not have, or too many", "mend the lines");
      case INVALID_HOLD_LIFE ->
          new Advice("the default life is longer than the longest", "mend the lives");
      case INVALID_REGION_RANKS ->
          new Advice("a region comes twice or ranks a strange location", "mend the ranks");
      case INVALID_QUOTAS -> new Advice("a SKU has two quotas", "mend the quotas");
      case INVALID_SKUS -> new Advice("too many SKUs for what is asked", "ask for fewer at once");
      case INVALID_DELTA -> new Advice("on_hand would be beyond its limit", "mend the delta");
      case INVALID_PAGE_TOKEN ->
          new Advice(
              "not a token of this list and these filters, or of a time before the latest start",
              "list again from the first page");
      case INVALID_RESUME_TOKEN ->
          new Advice("not a token of a watch of this pool and SKUs", "watch anew without it");
    };
  }

  /** What never reaches a service. */
  private static Map<String, Advice> doors() {
    Map<String, Advice> doors = new TreeMap<>();
    doors.put(
        JsonFault.REASON,
        new Advice("not JSON, an unknown field, or the wrong content-type", "mend the request"));
    doors.put("INVALID_MESSAGE", new Advice("bytes that are no message", "mend the request"));
    doors.put("INVALID_MESSAGE_SIZE", new Advice("more than 4 MiB", "send less at once"));
    doors.put("INVALID_HEADERS", new Advice("a longer address or headers", "send less"));
    doors.put("PATH_NOT_FOUND", new Advice("nothing is at this path", "mend the path"));
    doors.put(
        "METHOD_NOT_ALLOWED", new Advice("the path does not take this method", "mend the method"));
    doors.put("INTERNAL", new Advice("a fault of the node; its log says which", "report it"));
    return doors;
  }

  private static String code(String reason) {
    return switch (reason) {
      case "PATH_NOT_FOUND" -> "NOT_FOUND";
      case "METHOD_NOT_ALLOWED" -> "UNIMPLEMENTED";
      case "INTERNAL" -> "INTERNAL";
      default -> "INVALID_ARGUMENT";
    };
  }

  private static TreeSet<String> fields() {
    TreeSet<String> reasons = new TreeSet<>();
    List<Descriptor> messages = new ArrayList<>();
    for (FileDescriptor file :
        List.of(
            HoldServiceProto.getDescriptor(),
            StockServiceProto.getDescriptor(),
            PoolServiceProto.getDescriptor(),
            LocationServiceProto.getDescriptor(),
            GridServiceProto.getDescriptor())) {
      messages.addAll(file.getMessageTypes());
    }
    for (Descriptor message : messages) {
      for (FieldDescriptor field : message.getFields()) {
        if (field.getOptions().hasExtension(ValidateProto.field)) {
          reasons.add(Errors.reasonFor(field.getName()));
        }
      }
    }
    for (Reason reason : Reason.values()) {
      reasons.remove(reason.name());
    }
    return reasons;
  }
}
