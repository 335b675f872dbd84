package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are read, or refused by name and limit. */
class SettingsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          grpc.prt              | 1       | there is no setting grpc.prt; there are data.dir
          Grpc.port             | 1       | there is no setting Grpc.port
          grpc.port             | 0       | it must be a whole number from 1 to 65535
          web.port              | 65536   | it must be a whole number from 1 to 65535
          member.port           | many    | it must be a whole number from 1
          control.port          | ''      | it must be a whole number from 1
          cluster.shards        | 0       | it must be a whole number from 1 to 4096
          cluster.shards        | 4097    | it must be a whole number from 1 to
          cluster.size          | 2       | cluster.size is 2; this version runs a grid of 1
          queue.calls           | 0       | it must be a whole number from 1 to 1000000
          batch.calls           | 65537   | it must be a whole number from 1 to 65536
          snapshot.effects      | 999     | it must be a whole number from 1000
          disk.least-free       | -1      | it must be a whole number from 0
          holds.ended-in-memory | 1e9     | it must be a whole number
          holds.identity-window | 24h     | it must be a duration from PT1S
          holds.identity-window | P31D    | it must be a duration from PT1S
          holds.identity-window | PT0S    | it must be a duration from PT1S
          store.url             | mysql:x | store.url must be jdbc:postgresql://host:port/database
          store.url             | jdbc:postgresql://h:p/d | store.url must be jdbc:postgresql://
          store.retention       | PT59M   | it must be a duration from PT1H to P3650D
          store.retention       | P3651D  | it must be a duration from PT1H to P3650D
          data.dir              | ' '     | data.dir is empty
          bind.host             | ''      | bind.host is empty
          """)
  void refusesWhatCannotBe(String key, String value, String message) {
    assertThatThrownBy(() -> Settings.read(null, Map.of(key, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(message);
  }

  @Test
  void takesEveryLimitItself() {
    Settings least =
        Settings.read(
            null,
            Map.of(
                "grpc.port", "1",
                "cluster.shards", "1",
                "queue.calls", "1",
                "snapshot.effects", "1000",
                "disk.least-free", "0",
                "holds.identity-window", "PT1S"));
    assertThat(least.port(Setting.GRPC_PORT)).isEqualTo(1);
    assertThat(least.identityWindow()).hasSeconds(1);
    Settings most =
        Settings.read(
            null,
            Map.of(
                "grpc.port", "65535",
                "cluster.shards", "4096",
                "disk.least-free", "" + Long.MAX_VALUE,
                "holds.identity-window", "P30D"));
    assertThat(most.number(Setting.CLUSTER_SHARDS, 1, 4_096)).isEqualTo(4_096);
    assertThat(most.identityWindow()).hasDays(30);
  }

  @ParameterizedTest
  @CsvSource({"node.yaml", "node.yml", "node.properties", "node.conf"})
  void putsArgumentsBeforeTheFileBeforeDefaults(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(
        file,
        name.contains(".y")
            ? "grpc:\n  port: 1234\nweb.port: 2345\nholds:\n  identity-window: PT1H\n"
            : "grpc.port=1234\nweb.port = 2345\nholds.identity-window=PT1H\n");
    Settings settings = Settings.read(file, Map.of("web.port", "3456"));
    assertThat(settings.port(Setting.GRPC_PORT)).isEqualTo(1_234);
    assertThat(settings.port(Setting.WEB_PORT)).isEqualTo(3_456);
    assertThat(settings.identityWindow()).hasHours(1);
    assertThat(settings.port(Setting.CONTROL_PORT)).isEqualTo(5_801);
    assertThat(settings.given(Setting.GRPC_PORT)).contains("1234");
    assertThat(settings.given(Setting.CONTROL_PORT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node.yaml       | 'grpc: {port: [}'     | cannot be read: while parsing
          node.yaml       | 'grpc: {prt: 1}'      | there is no setting grpc.prt
          node.yaml       | 'grpc: 7'             | there is no setting grpc;
          node.properties | 'grpc.prt=1'          | there is no setting grpc.prt
          node.properties | 'grpc.port=\\u12'     | Malformed
          """)
  void refusesAFileThatIsWrong(String name, String text, String message) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    assertThatThrownBy(() -> Settings.read(file, Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAFileThatIsNotThere() {
    for (String name : new String[] {"none.yaml", "none.properties"}) {
      Path file = directory.resolve(name);
      assertThatThrownBy(() -> Settings.read(file, Map.of()))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--config " + file + " cannot be read: ")
          .hasMessageContaining("there is no such file");
    }
  }
}
