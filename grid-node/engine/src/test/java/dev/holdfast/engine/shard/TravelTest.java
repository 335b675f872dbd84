package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class TravelTest {
  /** A new command that nobody has thought of here would be lost between members. */
  @Test
  void everyCommandSaysWhetherItTravels() throws IllegalAccessException {
    int commands = 0;
    for (Field field : CommandType.class.getDeclaredFields()) {
      if (!field.isSynthetic()) {
        assertThat(travels(field.getInt(null))).as(field.getName()).isTrue();
        commands++;
      }
    }
    assertThat(commands).isGreaterThan(20);
    assertThat(travels(0)).isFalse();
    assertThat(travels(255)).isFalse();
  }

  private static boolean travels(int type) {
    byte[] command = {2, 0, 0, 0, (byte) type, 0};
    return Travel.of(command, 0, command.length).isPresent();
  }

  @Test
  void bytesThatAreNoCommandDoNot() {
    byte[] longer = {3, 0, 0, 0, CommandType.GET, 0};
    assertThat(Travel.of(longer, 0, longer.length)).isEmpty();
    assertThat(Travel.of(longer, 0, 5)).isEmpty();
    assertThat(Travel.of(new byte[0], 0, 0)).isEmpty();
  }
}
