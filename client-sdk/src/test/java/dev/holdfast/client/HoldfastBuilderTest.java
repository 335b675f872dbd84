package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldfastBuilderTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:7400", "[::1]:7400", "grid.example:1"})
  void takesHostsWithPorts(String target) {
    assertThatNoException().isThrownBy(() -> Holdfast.builder().targets(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "grid.example", ":7400", "http://grid:7400", "grid:port", "a b:1"})
  void refusesOtherTargetsByName(String target) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Holdfast.builder().targets(target))
        .withMessageContaining("targets")
        .withMessageContaining(target);
  }

  @Test
  void refusesSettingsPastTheirLimitsByName() {
    HoldfastBuilder builder = Holdfast.builder();
    refused("targets", () -> builder.targets(List.of()));
    refused("deadline", () -> builder.deadline(Duration.ZERO));
    refused("deadline", () -> builder.deadline(Duration.ofDays(366)));
    refused("maxRetries", () -> builder.maxRetries(-1));
    refused("maxRetries", () -> builder.maxRetries(1_001));
    refused("initial backoff", () -> builder.backoff(Duration.ZERO, Duration.ofSeconds(1)));
    refused("longest backoff", () -> builder.backoff(Duration.ofMillis(1), Duration.ZERO));
    refused("silence", () -> builder.silence(Duration.ZERO));
    refused("maxInFlight", () -> builder.maxInFlight(0));
    refused("maxInFlight", () -> builder.maxInFlight((1 << 20) + 1));
  }

  private static void refused(String name, Runnable setting) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(setting::run)
        .withMessageContaining(name);
  }
}
