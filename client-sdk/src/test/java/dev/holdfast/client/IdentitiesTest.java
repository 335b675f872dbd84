package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

  @Test
  void areLowerCaseUuidsOfVersionFour() {
    String id = Identities.next();
    assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(UUID.fromString(id).version()).isEqualTo(4);
    assertThat(UUID.fromString(id).variant()).isEqualTo(2);
  }

  @Test
  void doNotRepeatAcrossThreads() {
    Set<String> ids =
        IntStream.range(0, 200_000)
            .parallel()
            .mapToObj(i -> Identities.next())
            .collect(Collectors.toSet());
    assertThat(ids).hasSize(200_000);
  }
}
