package dev.holdfast.ops;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.ops.check.CheckCommand;
import dev.holdfast.ops.command.AuditCommand;
import dev.holdfast.ops.command.ExplainCommand;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.demo.DemoCommand;
import dev.holdfast.ops.recover.RecoverCommand;
import dev.holdfast.ops.replay.ReplayCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The entry behind {@code ./holdfast demo}, {@code replay}, {@code check}, {@code audit}, {@code
 * explain} and {@code recover}.
 */
@Command(
    name = "./holdfast",
    subcommands = {
      DemoCommand.class,
      ReplayCommand.class,
      CheckCommand.class,
      AuditCommand.class,
      ExplainCommand.class,
      RecoverCommand.class
    })
public final class Main {

  private Main() {}

  /** Exits with 0 if all holds, 1 if something does not or cannot be done, 2 on wrong usage. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The same, without the exit. */
  public static int run(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::explain)
        .execute(arguments);
  }

  /** What a person can act on in one line; a defect with its trace. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    switch (failure) {
      case OperationException expected -> say(command, String.valueOf(expected.getMessage()));
      case HoldfastException answer -> say(command, "the grid: " + answer.getMessage());
      case IOException file -> say(command, file.toString());
      default -> failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println("holdfast: " + message);
    command.getErr().flush();
  }
}
