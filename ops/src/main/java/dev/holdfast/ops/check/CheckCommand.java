package dev.holdfast.ops.check;

import dev.holdfast.ops.command.AuditCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One promise at a time, checked from outside. The subcommands are the registry. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    description = "Checks one promise from outside, on real processes; exits with 0 if it holds.",
    subcommands = {
      KillCheck.class,
      KillBothCheck.class,
      OutageCheck.class,
      LostDiskCheck.class,
      TakeoverCheck.class,
      DrainCheck.class,
      RefusalCheck.class,
      FloodCheck.class,
      FloodSource.class,
      ExpiryCheck.class,
      WatchCheck.class,
      AuditCommand.class
    })
public final class CheckCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--list", description = "Lists the checks.")
  private boolean list;

  @Override
  public void run() {
    if (!list) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Which check? ./holdfast check --list names them.");
    }
    PrintWriter out = spec.commandLine().getOut();
    spec.subcommands()
        .forEach(
            (name, check) -> {
              if (check.getCommandSpec().usageMessage().hidden()) {
                return;
              }
              String[] description = check.getCommandSpec().usageMessage().description();
              out.printf("  %-10s %s%n", name, String.join(" ", description));
            });
    out.flush();
  }
}
