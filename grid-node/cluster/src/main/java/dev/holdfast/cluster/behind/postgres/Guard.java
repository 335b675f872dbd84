package dev.holdfast.cluster.behind.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A small process that outlives this one, however it ends, and then stops its PostgreSQL; the
 * node's next start within the grace takes the server over instead.
 */
final class Guard implements AutoCloseable {
  private static final int GRACE_SECONDS = 30;
  private static final String SCRIPT = script();

  private final Process process;

  private Guard(Process process) {
    this.process = process;
  }

  /** Takes the server over from whatever guard it has, and guards it. */
  static Guard over(Path folder, long pid) throws IOException {
    String mark = UUID.randomUUID().toString();
    Files.writeString(folder.resolve("keeper"), mark);
    return new Guard(start(folder, mark, pid, GRACE_SECONDS));
  }

  /** It watches its input; that ends when this process does. */
  static Process start(Path folder, String mark, long pid, int graceSeconds) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            SCRIPT,
            "holdfast-guard",
            folder.toString(),
            mark,
            Long.toString(pid),
            Integer.toString(graceSeconds))
        .directory(folder.getRoot().toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String script() {
    try (InputStream in = Guard.class.getResourceAsStream("guard.sh")) {
      if (in == null) {
        throw new IllegalStateException("guard.sh is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("guard.sh cannot be read", e);
    }
  }

  /** Its server has ended. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
