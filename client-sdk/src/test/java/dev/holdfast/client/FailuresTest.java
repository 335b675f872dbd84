package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.client.InvalidRequestException.Violation;
import dev.holdfast.v1.LineShortage;
import dev.holdfast.v1.Shortages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  private static TestGrid grid;
  private static Holdfast holdfast;

  @BeforeAll
  static void open() {
    grid = TestGrid.start();
    holdfast = Holdfast.connect(grid.address());
  }

  @AfterAll
  static void close() {
    holdfast.close();
    grid.close();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND,           POOL_NOT_FOUND,    RefusedException",
    "FAILED_PRECONDITION, QUOTA_EXCEEDED,    RefusedException",
    "ALREADY_EXISTS,      HOLD_ID_REUSED,    RefusedException",
    "ABORTED,             STALE_ETAG,        RefusedException",
    "PERMISSION_DENIED,   NOT_YOURS,         RefusedException",
    "UNAUTHENTICATED,     WHO_ARE_YOU,       RefusedException",
    "UNIMPLEMENTED,       NOT_HERE,          RefusedException",
    "INVALID_ARGUMENT,    INVALID_TTL,       InvalidRequestException",
    "OUT_OF_RANGE,        INVALID_PAGE,      InvalidRequestException",
    "DEADLINE_EXCEEDED,   DEADLINE_PASSED,   UnavailableException",
    "RESOURCE_EXHAUSTED,  OVERLOADED,        UnavailableException",
    "INTERNAL,            BUG,               UnavailableException",
  })
  void eachCodeLeadsToItsException(Code code, String reason, String exception) {
    for (HoldfastException failure : both(Statuses.of(code, reason))) {
      assertThat(failure.getClass().getSimpleName()).isEqualTo(exception);
      assertThat(failure).hasMessageContaining("because of " + reason);
      if (failure instanceof RefusedException refused) {
        assertThat(refused.reasonText()).isEqualTo(reason);
        assertThat(refused.reason()).isEqualTo(Reason.of(reason));
      }
      if (failure instanceof UnavailableException unavailable) {
        assertThat(unavailable.outcomeUnknown()).as("the grid said that it failed").isFalse();
      }
    }
  }

  @Test
  void aRefusalNamesTheLinesAndWhetherToRefund() {
    Status status =
        Statuses.of(
            Code.FAILED_PRECONDITION,
            "HOLD_EXPIRED",
            Shortages.newBuilder()
                .setRefund(true)
                .addLines(
                    LineShortage.newBuilder()
                        .setSku("A")
                        .setLocation("dc")
                        .setWanted(3)
                        .setAvailable(1))
                .build());
    RefusedException refused = (RefusedException) both(status)[0];
    assertThat(refused.reason()).isEqualTo(Reason.HOLD_EXPIRED);
    assertThat(refused.refund()).isTrue();
    assertThat(refused.shortages()).containsExactly(new Shortage("A", "dc", 3, 1));
  }

  @Test
  void aRefusalOfTheMapNamesItsLine() {
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class, () -> holdfast.hold(HoldRequest.in("web").line("A", 3)));
    assertThat(refused.shortages()).containsExactly(new Shortage("A", "", 3, 0));
    assertThat(refused.getStackTrace())
        .as("shows the caller")
        .anyMatch(frame -> frame.getClassName().equals(FailuresTest.class.getName()));
  }

  @Test
  void anUnknownReasonKeepsItsText() {
    RefusedException refused =
        (RefusedException) both(Statuses.of(Code.FAILED_PRECONDITION, "MOON_IN_THE_WAY"))[0];
    assertThat(refused.reason()).isEqualTo(Reason.UNRECOGNIZED);
    assertThat(refused.reasonText()).isEqualTo("MOON_IN_THE_WAY");
  }

  @Test
  void anInvalidRequestNamesTheField() {
    Status status =
        Statuses.of(
            Code.INVALID_ARGUMENT,
            "INVALID_LINES",
            BadRequest.newBuilder()
                .addFieldViolations(
                    BadRequest.FieldViolation.newBuilder()
                        .setField("lines[0].quantity")
                        .setDescription("must be 1 to 1,000,000,000"))
                .build());
    InvalidRequestException invalid = (InvalidRequestException) both(status)[1];
    assertThat(invalid.reasonText()).isEqualTo("INVALID_LINES");
    assertThat(invalid.violations())
        .containsExactly(new Violation("lines[0].quantity", "must be 1 to 1,000,000,000"));
  }

  /** The same status as the answer to a call in the stream and to one of its own. */
  private static HoldfastException[] both(Status status) {
    grid.faults.refuse(2, status);
    return new HoldfastException[] {
      catchThrowableOfType(
          HoldfastException.class, () -> holdfast.hold(HoldRequest.in("web").line("A", 3))),
      catchThrowableOfType(HoldfastException.class, () -> holdfast.get("holds/0.1"))
    };
  }
}
