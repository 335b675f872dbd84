package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRuleTest {

  /** Five retries, first after 16, at most after 100. */
  private final RetryRule rule = new RetryRule(5, 16, 100);

  @ParameterizedTest
  @CsvSource({
    // code,             asked, retries, random, pause (-1: none)
    "UNAVAILABLE,           -1,       0,    0.0,    8",
    "UNAVAILABLE,           -1,       0,    0.5,   12",
    "UNAVAILABLE,           -1,       1,    0.0,   16",
    "UNAVAILABLE,           -1,       2,    0.0,   32",
    "UNAVAILABLE,           -1,       3,    0.0,   50",
    "UNAVAILABLE,           -1,       4,    0.0,   50",
    "UNAVAILABLE,           -1,       5,    0.0,   -1",
    "UNAVAILABLE,            1,       0,    0.0,    8",
    "UNAVAILABLE,         4000,       0,    0.0, 4000",
    "UNAVAILABLE,         4000,       0,    0.5, 4500",
    "RESOURCE_EXHAUSTED,    -1,       0,    0.0,   -1",
    "RESOURCE_EXHAUSTED,     0,       0,    0.0,    8",
    "FAILED_PRECONDITION,   -1,       0,    0.0,   -1",
    "FAILED_PRECONDITION,   10,       0,    0.0,   -1",
    "INTERNAL,              -1,       0,    0.0,   -1",
    "DEADLINE_EXCEEDED,     -1,       0,    0.0,   -1",
  })
  void pauses(Code code, int asked, int retries, double random, long pause) {
    assertThat(rule.pauseNanos(status(code, asked), retries, random)).isEqualTo(pause);
  }

  @ParameterizedTest
  @CsvSource({"0", "30", "62", "63", "64", "999"})
  void neverOverflows(int retries) {
    RetryRule patient = new RetryRule(1_000, 365L * 86_400 * 1_000_000_000, Long.MAX_VALUE / 2);
    assertThat(patient.pauseNanos(status(Code.UNAVAILABLE, -1), retries, 0.999))
        .isPositive()
        .isLessThanOrEqualTo(Long.MAX_VALUE / 2);
  }

  private static Status status(Code code, int askedNanos) {
    Status.Builder status = Status.newBuilder().setCode(code.getNumber());
    if (askedNanos >= 0) {
      Duration delay = Duration.newBuilder().setNanos(askedNanos).build();
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
    }
    return status.build();
  }
}
