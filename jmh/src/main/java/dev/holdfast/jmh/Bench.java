package dev.holdfast.jmh;

import dev.holdfast.jmh.engine.ShardBenchmark;
import dev.holdfast.jmh.quick.QuickBench;
import dev.holdfast.jmh.quick.QuickResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, side by side with what one would use instead. */
@Command(
    name = "holdfast bench",
    description = "Measures, side by side with what you would use instead.",
    mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

  @Option(
      names = "--quick",
      description = "a node against an empty gRPC echo, and the SDK's stream against single calls")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too")
  private @Nullable Path json;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!quick) {
      CommandLine.usage(this, System.err);
      return CommandLine.ExitCode.USAGE;
    }
    QuickResult result = QuickBench.run();
    System.out.print(result.text());
    if (json != null) {
      Files.writeString(json, result.json());
    }
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "engine",
      description = "JMH: the commands that one shard decides on one core, and what they allocate.",
      mixinStandardHelpOptions = true)
  int engine() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(ShardBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
    return CommandLine.ExitCode.OK;
  }
}
