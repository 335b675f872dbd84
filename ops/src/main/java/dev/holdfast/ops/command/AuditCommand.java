package dev.holdfast.ops.command;

import dev.holdfast.client.Holdfast;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a running grid to audit itself while it serves. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Asks a running grid to audit itself; exits with 0 if every check holds.")
public final class AuditCommand implements Callable<Integer> {

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "127.0.0.1:7400",
      description =
          "Each node's gRPC address, separated by commas: each audits what it has"
              + " (default: ${DEFAULT-VALUE}).")
  private List<String> targets = List.of("127.0.0.1:7400");

  @Option(
      names = "--require-store",
      description =
          "Wait up to 30 s until PostgreSQL has everything up to now; fail what cannot be"
              + " compared with it.")
  private boolean requireStore;

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() {
    json.requireWritable();
    List<GridAudit> audits = new ArrayList<>();
    for (String target : targets) {
      GridAudit audit = audit(target);
      System.out.println(target);
      audit.print(System.out);
      audits.add(audit);
    }
    GridAudit audit = GridAudit.together(audits);
    json.write(audit);
    return audit.passed() ? 0 : 1;
  }

  private GridAudit audit(String target) {
    try (Holdfast holdfast = Holdfast.connect(target)) {
      return requireStore ? GridAudit.withStore(holdfast) : GridAudit.of(holdfast);
    } catch (IllegalArgumentException e) {
      throw new OperationException("--target: " + e.getMessage(), e);
    }
  }
}
