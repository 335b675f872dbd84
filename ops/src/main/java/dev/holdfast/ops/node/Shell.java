package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short commands of the operating system. */
public final class Shell {

  private Shell() {}

  /**
   * What the command has printed.
   *
   * @throws OperationException with what it printed if its exit code is not 0
   */
  public static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new OperationException(
            String.join(" ", command) + " ended with " + exit + ": " + text.strip());
      }
      return text;
    } catch (IOException e) {
      throw new OperationException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }
}
