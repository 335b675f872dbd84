package dev.holdfast.ops.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.ops.Main;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.Remains;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link FloodSource} in a process of its own that yields to others where there are not enough
 * processors for all. One thread.
 */
final class FloodProcess implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 180;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path result;

  /** Starts it and returns when it floods. */
  FloodProcess(String target, FloodSource.Order order, Path folder) {
    result = folder.resolve("flood.json");
    List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("check", "flood-source", "--target=" + target, "--json=" + result));
    command.addAll(order.options());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("flood.log").toFile()));
    try {
      process = Remains.ofThisProcess().start(builder);
      BufferedReader said = process.inputReader();
      if (!FloodSource.BEGUN.equals(said.readLine())) {
        throw new OperationException("the flood did not begin: see flood.log in " + folder);
      }
    } catch (IOException e) {
      throw new OperationException("cannot start the flood: " + e.getMessage(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end, at most three minutes. */
  FloodSource.Result result() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new OperationException("the flood did not end in order: see flood.log");
      }
      return JSON.readValue(result.toFile(), FloodSource.Result.class);
    } catch (IOException e) {
      throw new OperationException("cannot read what the flood says: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Remains.ofThisProcess().ended(process);
  }
}
