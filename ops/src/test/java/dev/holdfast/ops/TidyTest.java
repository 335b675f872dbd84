package dev.holdfast.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The style guide, as far as a machine can read it. Each rule names the files that break it. */
class TidyTest {
  private static final int MOST_LINES = 500;
  private static final int MOST_COLUMNS = 100;
  private static final int MOST_COLUMNS_OF_PROSE = 120;

  /** Folders that builds and tools write. */
  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "node_modules", ".holdfast", ".idea");

  /** Texts that others wrote, or that only a machine reads. */
  private static final Set<String> BY_OTHERS =
      Set.of("LICENSE", "mvnw", "maven-wrapper.properties");

  private static final Set<String> ROOT =
      Set.of("pom.xml", "README.md", "holdfast", "mvnw", "LICENSE", "target");

  private static final Set<String> MODULES =
      Set.of("proto", "grid-node", "grpc-api", "client-sdk", "jmh", "ops");

  private static final Set<String> TEXTS =
      Set.of("java", "proto", "sh", "md", "yaml", "yml", "xml", "sql", "js", "css", "html", "json");

  private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])");

  private static final Set<String> EMPTY_WORDS =
      Set.of("util", "utils", "common", "commons", "helper", "helpers", "manager", "impl");

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|record|interface|enum|message|service)\\s+([A-Z]\\w*)");

  private static final Pattern LATER = Pattern.compile("\\b(T[O]DO|F[I]XME|X[X]X)\\b");

  private static final Pattern URL = Pattern.compile("https?://\\S+");

  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.$}~-])/(home|root|work|Users|mnt)/\\w");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "repo1?\\.maven\\.|registry\\.npmjs\\.|(deb|security)\\.debian\\.|pypi\\.org/simple");

  private static Path root;
  private static List<Path> files;

  @BeforeAll
  static void collect() throws IOException {
    root = Path.of(System.getProperty("holdfast.root", "..")).toRealPath();
    files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return NOT_OURS.contains(name)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(files).as("files under %s", root).hasSizeGreaterThan(20);
  }

  @Test
  void theRootHoldsOnlyWhatTheDesignLists() throws IOException {
    try (var entries = Files.list(root)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .allMatch(name -> ROOT.contains(name) || MODULES.contains(name) || name.startsWith("."));
    }
  }

  @Test
  void filesAreShort() {
    // A pom is long because it is XML; a dashboard because a tool wrote it.
    assertNone(
        file -> !ends(file, "pom.xml") && !ends(file, ".json") && lines(file).size() > MOST_LINES,
        "longer than %d lines".formatted(MOST_LINES));
  }

  @Test
  void linesFitTheScreen() {
    assertNoLine(
        file -> !ends(file, ".xml") && !ends(file, ".json") && !ends(file, ".md"),
        line -> URL.matcher(line).replaceAll("").length() > MOST_COLUMNS,
        "more than %d columns".formatted(MOST_COLUMNS));
    assertNoLine(
        file -> ends(file, ".md"),
        line -> isProse(line) && URL.matcher(line).replaceAll("").length() > MOST_COLUMNS_OF_PROSE,
        "more than %d columns".formatted(MOST_COLUMNS_OF_PROSE));
  }

  private static boolean isProse(String line) {
    return !line.startsWith("|") && !line.startsWith("    ");
  }

  @Test
  void namesAreTheDomainsWords() {
    assertNone(file -> hasEmptyWord(named(file)), "a name without a meaning");
    assertNoLine(
        file -> ends(file, ".java") || ends(file, ".proto"),
        line ->
            TYPE.matcher(line)
                .results()
                .anyMatch(type -> !isProseAbout(line) && hasEmptyWord(type.group(1))),
        "a type without a meaning in its name");
  }

  private static boolean isProseAbout(String line) {
    String code = line.strip();
    return code.startsWith("*") || code.startsWith("/");
  }

  private static boolean hasEmptyWord(String name) {
    return WORD.matcher(name)
        .results()
        .anyMatch(word -> EMPTY_WORDS.contains(word.group().toLowerCase(Locale.ROOT)));
  }

  @Test
  void nothingIsLeftForLater() {
    assertNoLine(file -> true, line -> LATER.matcher(line).find(), "a note to self");
  }

  @Test
  void nothingKnowsTheMachineItWasWrittenOn() {
    assertNoLine(file -> true, line -> MACHINE_PATH.matcher(line).find(), "a path of one machine");
    assertNoLine(file -> true, line -> REGISTRY.matcher(line).find(), "the address of a registry");
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    Predicate<Path> unmarked =
        folder -> {
          Path info = folder.resolve("package-info.java");
          return !Files.exists(info)
              || lines(info).stream().noneMatch(l -> l.contains("NullMarked"));
        };
    List<String> found =
        files.stream()
            .filter(file -> ends(file, ".java") && file.toString().contains("/src/main/java/"))
            .map(Path::getParent)
            .distinct()
            .filter(unmarked)
            .map(TidyTest::named)
            .toList();
    assertEmpty(found, "packages without a @NullMarked package-info.java");
  }

  @Test
  void filesEndWithOneLineBreakAndHaveNoTabs() {
    assertNone(
        file -> {
          String text = read(file);
          return !text.isEmpty() && (!text.endsWith("\n") || text.endsWith("\n\n"));
        },
        "not exactly one line break at the end");
    assertNoLine(file -> true, line -> line.contains("\t") || line.contains("\r"), "a tab or CR");
  }

  private static void assertNone(Predicate<Path> broken, String what) {
    assertEmpty(texts().filter(broken).map(TidyTest::named).toList(), what);
  }

  private static void assertNoLine(Predicate<Path> where, Predicate<String> broken, String what) {
    List<String> found = new ArrayList<>();
    for (Path file : texts().filter(where).toList()) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (broken.test(lines.get(i))) {
          found.add(named(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    assertEmpty(found, what);
  }

  private static void assertEmpty(List<String> found, String what) {
    if (!found.isEmpty()) {
      fail("%s:\n  %s".formatted(what, String.join("\n  ", found)));
    }
  }

  private static String named(Path path) {
    return root.relativize(path).toString();
  }

  private static Stream<Path> texts() {
    return files.stream().filter(TidyTest::isText);
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    if (BY_OTHERS.contains(name) || file.toString().contains("/vendor/")) {
      return false;
    }
    int dot = name.lastIndexOf('.');
    return dot <= 0 || TEXTS.contains(name.substring(dot + 1));
  }

  private static boolean ends(Path file, String end) {
    return file.toString().endsWith(end);
  }

  private static List<String> lines(Path file) {
    return read(file).lines().toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
