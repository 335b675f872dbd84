package dev.holdfast.server;

import dev.holdfast.cluster.behind.StoreLogin;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a node: {@code --set} over the file over the defaults. Every key is known and
 * every value within its limits, or there are no settings. Immutable.
 */
final class Settings {
  private static final int FILE_ORDINAL = 200;
  private static final int ARGUMENT_ORDINAL = 300;

  /** Scheme, host and maybe port, as a browser says it: lower case, nothing behind. */
  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@\\sA-Z*]+");

  private final SmallRyeConfig config;
  private final Map<String, String> given;

  private Settings(SmallRyeConfig config, Map<String, String> given) {
    this.config = config;
    this.given = given;
  }

  /**
   * Reads the settings.
   *
   * @param file YAML ({@code .yaml}, {@code .yml}) or Java properties, or null
   * @throws SettingException naming the first key or value that cannot be used
   */
  static Settings read(@Nullable Path file, Map<String, String> arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors();
    if (file != null) {
      ConfigSource source = source(file);
      given.putAll(source.getProperties());
      builder.withSources(source);
    }
    given.putAll(arguments);
    given.keySet().forEach(Settings::requireKnown);
    builder.withSources(new PropertiesConfigSource(arguments, "--set", ARGUMENT_ORDINAL));
    for (Setting setting : Setting.values()) {
      builder.withDefaultValue(setting.key(), setting.byDefault());
    }
    Settings settings = new Settings(builder.build(), given);
    settings.check();
    return settings;
  }

  private static ConfigSource source(Path file) {
    try {
      String name = file.toString();
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        return flat(new YamlConfigSource(name, Files.readString(file), FILE_ORDINAL));
      }
      return new PropertiesConfigSource(file.toUri().toURL(), FILE_ORDINAL);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new SettingException("--config " + file + " cannot be read: there is no such file");
    } catch (IOException | RuntimeException e) {
      throw new SettingException("--config " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** In YAML a key may also be written whole, as {@code grpc.port: 7400}; it is quoted then. */
  private static ConfigSource flat(ConfigSource yaml) {
    Map<String, String> settings = new LinkedHashMap<>();
    yaml.getProperties().forEach((key, value) -> settings.put(key.replace("\"", ""), value));
    return new PropertiesConfigSource(settings, yaml.getName(), yaml.getOrdinal());
  }

  private static void requireKnown(String key) {
    if (Setting.of(key).isEmpty()) {
      String known =
          Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
      throw new SettingException("there is no setting " + key + "; there are " + known);
    }
  }

  private void check() {
    for (Setting port :
        new Setting[] {
          Setting.GRPC_PORT, Setting.WEB_PORT, Setting.MEMBER_PORT, Setting.CONTROL_PORT
        }) {
      number(port, 1, 65_535);
    }
    number(Setting.CLUSTER_SHARDS, 1, 4_096);
    number(Setting.ENDED_IN_MEMORY, 0, 100_000_000);
    number(Setting.QUEUE_CALLS, 1, 1_000_000);
    number(Setting.BATCH_CALLS, 1, 65_536);
    number(Setting.SNAPSHOT_EFFECTS, 1_000, 1_000_000_000);
    number(Setting.DISK_LEAST_FREE, 0, Long.MAX_VALUE);
    number(Setting.WATCHES, 0, 100_000);
    corsOrigins();
    identityWindow();
    retention();
    if (number(Setting.CLUSTER_SIZE, 1, 1_000) != 1) {
      throw new SettingException(
          "cluster.size is " + text(Setting.CLUSTER_SIZE) + "; this version runs a grid of 1");
    }
    if (!hasNoStore() && store().filter(login -> !login.isValid()).isPresent()) {
      throw new SettingException(
          "store.url must be jdbc:postgresql://host:port/database, none, or empty");
    }
    for (Setting needed : new Setting[] {Setting.DATA_DIR, Setting.BIND_HOST}) {
      if (text(needed).isEmpty()) {
        throw new SettingException(needed.key() + " is empty");
      }
    }
  }

  String text(Setting setting) {
    return config.getOptionalValue(setting.key(), String.class).orElse("").strip();
  }

  int port(Setting setting) {
    return (int) number(setting, 1, 65_535);
  }

  long number(Setting setting, long least, long most) {
    try {
      long value = Long.parseLong(text(setting));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw outside(setting, least, most);
    }
    throw outside(setting, least, most);
  }

  private SettingException outside(Setting setting, long least, long most) {
    return new SettingException(
        setting.key()
            + " is \""
            + text(setting)
            + "\"; it must be a whole number from "
            + least
            + " to "
            + most);
  }

  /** 1 second to 30 days. */
  Duration identityWindow() {
    return duration(Setting.IDENTITY_WINDOW, "PT1S", "P30D");
  }

  /** 1 hour to 10 years. */
  Duration retention() {
    return duration(Setting.STORE_RETENTION, "PT1H", "P3650D");
  }

  private Duration duration(Setting setting, String least, String most) {
    String text = text(setting);
    try {
      Duration given = Duration.parse(text);
      if (given.compareTo(Duration.parse(least)) >= 0
          && given.compareTo(Duration.parse(most)) <= 0) {
        return given;
      }
    } catch (DateTimeParseException e) {
      throw badDuration(setting, text, least, most);
    }
    throw badDuration(setting, text, least, most);
  }

  private static SettingException badDuration(
      Setting setting, String text, String least, String most) {
    return new SettingException(
        setting.key()
            + " is \""
            + text
            + "\"; it must be a duration from "
            + least
            + " to "
            + most);
  }

  /** Nothing is to be written behind. */
  boolean hasNoStore() {
    return text(Setting.STORE_URL).equals("none");
  }

  /** Somebody's PostgreSQL; empty if the node has its own. */
  Optional<StoreLogin> store() {
    String url = text(Setting.STORE_URL);
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(new StoreLogin(url, text(Setting.STORE_USER), text(Setting.STORE_PASSWORD)));
  }

  /** Origins, or just {@code *}, or none. */
  List<String> corsOrigins() {
    List<String> origins =
        Arrays.stream(text(Setting.CORS_ORIGINS).split(","))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .toList();
    for (String origin : origins) {
      boolean any = origin.equals("*") && origins.size() == 1;
      if (!any && !ORIGIN.matcher(origin).matches()) {
        throw new SettingException(
            "web.cors-origins has \""
                + origin
                + "\"; each must be an origin such as https://shop.example, or * alone");
      }
    }
    return origins;
  }

  /** The value if it was given, not defaulted. */
  Optional<String> given(Setting setting) {
    return Optional.ofNullable(given.get(setting.key()));
  }
}
