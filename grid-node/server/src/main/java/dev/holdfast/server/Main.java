package dev.holdfast.server;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import dev.holdfast.api.PortUnavailableException;
import dev.holdfast.cluster.control.ControlStartException;
import dev.holdfast.cluster.control.NoQuorumException;
import dev.holdfast.cluster.journal.DataDirectoryException;
import dev.holdfast.cluster.journal.JournalDamagedException;
import dev.holdfast.cluster.journal.JournalFailedException;
import dev.holdfast.cluster.node.NodeClosedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one node until it is told to stop. */
@Command(
    name = "holdfast node",
    description = "Runs one grid node until SIGTERM or Ctrl-C.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nSettings (in the file, or by --set; an unknown key is refused):%n")
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** The process cannot go on; what it acknowledged is in the journal. */
  private static final int EXIT_FATAL = 70;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings: YAML if it ends in .yaml or .yml, else Java properties")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "one setting; goes before the file; may be repeated")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--stop-at-end-of-input",
      description =
          "stop when the standard input ends; whoever starts a node as a part of itself holds the"
              + " other end, and the node does not outlive it")
  private boolean stopAtEndOfInput;

  /** gRPC logs past SLF4J; a line for each garbage connection helps nobody. Held, or forgotten. */
  private static final java.util.logging.Logger GRPC =
      java.util.logging.Logger.getLogger("io.grpc");

  /** Logs a stack for each message that is no protobuf, which is its sender's fault. */
  private static final java.util.logging.Logger PARSING =
      java.util.logging.Logger.getLogger("io.grpc.internal.SerializingExecutor");

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    GRPC.setLevel(java.util.logging.Level.WARNING);
    PARSING.setLevel(java.util.logging.Level.OFF);
    System.exit(line().execute(args));
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new Main());
    line.getHelpSectionMap().put(SECTION_KEY_FOOTER, help -> settings(help.colorScheme()));
    return line;
  }

  /** The settings as a table, so that long meanings stay in their column. */
  private static String settings(CommandLine.Help.ColorScheme colours) {
    Column keys = new Column(24, 2, Column.Overflow.SPAN);
    Column meanings = new Column(56, 1, Column.Overflow.WRAP);
    TextTable table = TextTable.forColumns(colours, keys, meanings);
    for (Setting setting : Setting.values()) {
      String byDefault = setting.byDefault().isEmpty() ? "" : " [" + setting.byDefault() + "]";
      table.addRowValues(setting.key(), setting.meaning() + byDefault);
    }
    return table.toString();
  }

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    NodeProcess process;
    try {
      Settings settings = Settings.read(config, set);
      process = NodeProcess.open(settings, Main::fatal);
    } catch (SettingException
        | DataDirectoryException
        | JournalFailedException
        | JournalDamagedException
        | ControlStartException
        | NoQuorumException
        | NodeClosedException
        | PortUnavailableException e) {
      spec.commandLine().getErr().println("holdfast node: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  awaitQuietly(stopped);
                },
                "stop"));
    if (stopAtEndOfInput) {
      Thread reader = new Thread(() -> awaitEndOfInput(stop), "input");
      reader.setDaemon(true);
      reader.start();
    }
    stop.await();
    LOG.info("stopping: no new calls, calls in flight finish");
    process.close();
    LOG.info("stopped");
    stopped.countDown();
    return 0;
  }

  private static void awaitEndOfInput(CountDownLatch stop) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("the input is gone", e);
    }
    stop.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fatal(Throwable cause) {
    LOG.error("the node cannot go on and stops now; acknowledged calls are in its journal", cause);
    Runtime.getRuntime().halt(EXIT_FATAL);
  }
}
