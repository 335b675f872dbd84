package dev.holdfast.cluster.behind.postgres;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once for a machine, system user and version. */
final class Binaries {
  private Binaries() {}

  /**
   * The folder that has {@code bin/postgres}. Many processes may ask at once.
   *
   * @param instead where to unpack if the user's cache cannot be written
   */
  static Path folder(Path instead) throws IOException {
    URL archive = archive();
    String name = "postgresql-" + version(archive);
    try {
      return unpacked(archive, cache().resolve(name));
    } catch (FileSystemException e) {
      return unpacked(archive, instead.resolve(name));
    }
  }

  private static URL archive() throws IOException {
    String name = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL archive = Binaries.class.getResource("/" + name);
    if (archive == null) {
      throw new IOException(
          "there is no embedded PostgreSQL for this machine (" + name + "); set store.url");
    }
    return archive;
  }

  static String archiveName(String system, String machine) {
    String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String arch =
        switch (machine) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> machine;
        };
    return "postgres-" + os + "-" + arch + ".txz";
  }

  /** Another archive has another checksum; reading the jar's list of entries is all it costs. */
  private static String version(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    return connection instanceof JarURLConnection jar
        ? Long.toHexString(jar.getJarEntry().getCrc())
        : Long.toHexString(connection.getContentLengthLong());
  }

  private static Path cache() {
    @Nullable String given = System.getenv("XDG_CACHE_HOME");
    return given != null && !given.isEmpty()
        ? Path.of(given, "holdfast")
        : Path.of(System.getProperty("user.home"), ".cache", "holdfast");
  }

  /**
   * Whoever is first to have unpacked it puts it in place, whole: on disk, as what is in place is
   * never looked at again.
   */
  private static Path unpacked(URL archive, Path target) throws IOException {
    if (Files.isDirectory(target)) {
      return target;
    }
    Path parent = Objects.requireNonNull(target.getParent());
    Files.createDirectories(parent);
    Path fresh = Files.createTempDirectory(parent, target.getFileName() + ".");
    try (InputStream xz = new XZInputStream(new BufferedInputStream(archive.openStream()));
        InputStream tar = new BufferedInputStream(xz, 1 << 16)) {
      TarFile.unpack(tar, fresh);
      syncFolders(fresh);
      Files.move(fresh, target, ATOMIC_MOVE);
      DurableFiles.syncDirectory(parent);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
    } finally {
      Folders.delete(fresh);
    }
    return target;
  }

  private static void syncFolders(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path folder : all.filter(path -> Files.isDirectory(path, NOFOLLOW_LINKS)).toList()) {
        DurableFiles.syncDirectory(folder);
      }
    }
  }
}
