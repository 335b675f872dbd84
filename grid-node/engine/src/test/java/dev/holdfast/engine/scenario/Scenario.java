package dev.holdfast.engine.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table. */
record Scenario(String name, List<Row> rows) {

  private static final Path FOLDERS = Path.of("src/test/resources");

  /**
   * A row.
   *
   * @param number its line in the file, from 1
   * @param command what is done
   * @param outcome what must come of it, or empty: it must succeed
   */
  record Row(int number, String command, String outcome) {}

  /** All tables of a folder. */
  static List<Scenario> all(String folder) throws IOException {
    try (Stream<Path> files = Files.list(FOLDERS.resolve(folder))) {
      List<Scenario> scenarios = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
        scenarios.add(read(file));
      }
      return scenarios;
    }
  }

  private static Scenario read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        int arrow = line.indexOf("->");
        String command = arrow < 0 ? line : line.substring(0, arrow).strip();
        String outcome = arrow < 0 ? "" : line.substring(arrow + 2).strip();
        rows.add(new Row(i + 1, command, outcome));
      }
    }
    String name = file.getFileName().toString();
    return new Scenario(name.substring(0, name.length() - ".txt".length()), rows);
  }
}
