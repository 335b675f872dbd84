package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the archive on the class path. */
final class Binaries {

  private static final List<String> ARCHIVES =
      List.of(
          "postgres-linux-x86_64.txz",
          "postgres-linux-arm_64.txz",
          "postgres-darwin-x86_64.txz",
          "postgres-darwin-arm_64.txz");

  private Binaries() {}

  /** Unpacks them into a folder, unless they are there. */
  static Path in(Path folder) {
    Path bin = folder.resolve("bin");
    if (!Files.exists(bin.resolve("postgres"))) {
      unpack(folder);
    }
    return bin;
  }

  private static void unpack(Path folder) {
    try (InputStream packed = archive();
        InputStream plain = new XZInputStream(packed)) {
      Files.createDirectories(folder);
      Process tar =
          new ProcessBuilder("tar", "-x", "-f", "-", "-C", folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream out = tar.getOutputStream()) {
        plain.transferTo(out);
      }
      if (tar.waitFor() != 0) {
        throw new OperationException("tar could not unpack PostgreSQL into " + folder);
      }
    } catch (IOException e) {
      throw new OperationException("cannot unpack PostgreSQL into " + folder + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }

  private static InputStream archive() {
    for (String name : ARCHIVES) {
      InputStream found = Binaries.class.getResourceAsStream("/" + name);
      if (found != null) {
        return found;
      }
    }
    throw new OperationException("there is no PostgreSQL for this machine on the class path");
  }
}
