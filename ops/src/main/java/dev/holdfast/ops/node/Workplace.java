package dev.holdfast.ops.node;

import dev.holdfast.ops.command.JsonFile;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.command.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What every check does around its own work, and the options for it: a folder that is kept if
 * something does not hold, the findings, the verdict, the JSON, the exit code.
 */
public final class Workplace {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep data and logs here; else in a temporary folder.")
  private @Nullable Path dataDir;

  @Mixin private JsonFile json = new JsonFile();

  private final PrintStream out = System.out;

  /**
   * Does the work in the folder and judges its report.
   *
   * @param purpose a word for the name of the folder
   * @return the exit code: 0 if it passed
   */
  public int judge(String purpose, Function<WorkFolder, ? extends Report> work) {
    json.requireWritable();
    try (WorkFolder folder = WorkFolder.at(dataDir, purpose)) {
      Report report = kept(folder, work);
      report.findings().forEach(finding -> out.println("  FOUND " + finding));
      out.println("  " + report.verdict());
      json.write(report);
      if (!report.passed()) {
        folder.keep();
        out.println("  data and logs are in " + folder.path());
      }
      return report.passed() ? 0 : 1;
    }
  }

  private static Report kept(WorkFolder folder, Function<WorkFolder, ? extends Report> work) {
    try {
      return work.apply(folder);
    } catch (OperationException e) {
      folder.keep();
      throw e;
    }
  }
}
