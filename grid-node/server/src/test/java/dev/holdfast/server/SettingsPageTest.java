package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Makes {@code ops/docs/settings.md} from the settings, and fails where the page is another. With
 * {@code -Dholdfast.pages=write} it is written.
 */
class SettingsPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("holdfast.root", "../.."), "ops/docs/settings.md");

  @Test
  void thePageSaysWhatTheSettingsAre() throws IOException {
    String page = page();
    if (System.getProperty("holdfast.pages", "").equals("write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("ops/docs/settings.md is made by this test: run it with -Dholdfast.pages=write")
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings of a node

            `./holdfast node --config FILE --set key=value ...`: what `--set` says goes before the
            file, the file before the default. A file is YAML if its name ends in `.yaml` or `.yml`,
            else Java properties. A key that is not in this table, or a value outside its limits,
            stops the start with a message that names both. `./holdfast node --help` prints the
            same. This page is made from the code by a test.

            | key | default | meaning |
            |---|---|---|
            """);
    for (Setting setting : Setting.values()) {
      String byDefault = setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`";
      page.append(
          "| `%s` | %s | %s |\n"
              .formatted(setting.key(), byDefault, setting.meaning().replace("|", "\\|")));
    }
    return page.toString();
  }
}
