package dev.holdfast.cluster.behind.postgres;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of a server.
 *
 * <pre>
 *   data/     PostgreSQL's own
 *   password  of the user holdfast; for us alone
 *   keeper    whose guard may stop the server
 *   log       what the server says, and log.old
 * </pre>
 */
final class ServerFolder {
  static final String USER = "holdfast";
  private static final String HOST = "127.0.0.1";
  private static final long MOST_LOG_BYTES = 1 << 20;
  private static final Pattern PORT = Pattern.compile("(?m)^port = ([0-9]{1,5})$");

  /**
   * For one node on a small machine: what is committed is on disk, nothing else is asked for. Few
   * processes, little memory, rare checkpoints; no socket file, whose path may be too long.
   */
  private static final String SETTINGS =
      """
      # Written by Holdfast at each start.
      port = %d
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      password_encryption = 'scram-sha-256'
      max_connections = 20
      tcp_keepalives_idle = 30
      client_connection_check_interval = '2s'
      shared_buffers = '128MB'
      work_mem = '8MB'
      io_method = 'sync'
      max_worker_processes = 0
      max_parallel_workers = 0
      max_parallel_workers_per_gather = 0
      max_parallel_maintenance_workers = 0
      max_logical_replication_workers = 0
      autovacuum_max_workers = 2
      jit = off
      fsync = on
      synchronous_commit = on
      full_page_writes = on
      wal_level = minimal
      max_wal_senders = 0
      max_wal_size = '1GB'
      checkpoint_timeout = '15min'
      timezone = 'UTC'
      log_timezone = 'UTC'
      log_checkpoints = off
      log_min_messages = 'warning'
      log_line_prefix = '%%m [%%p] '
      """;

  private final Path folder;

  private ServerFolder(Path folder) {
    this.folder = folder;
  }

  static ServerFolder at(Path path) throws IOException {
    Files.createDirectories(path);
    return new ServerFolder(path.toRealPath());
  }

  Path path() {
    return folder;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("log");
  }

  String password() throws IOException {
    return Files.readString(folder.resolve("password"), StandardCharsets.US_ASCII).strip();
  }

  /** Makes the database if there is none: whole, or not at all. */
  void initialize(Program program) throws IOException, InterruptedException {
    if (Files.exists(data())) {
      return;
    }
    Path fresh = folder.resolve("data.new");
    Folders.delete(fresh);
    newPassword();
    program.run(
        "initdb",
        List.of(
            "--pgdata=" + fresh,
            "--username=" + USER,
            "--pwfile=" + folder.resolve("password"),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-instructions"));
    Files.move(fresh, data(), ATOMIC_MOVE);
    DurableFiles.syncDirectory(folder);
  }

  /** On disk before the server knows it: nobody could ever log in with another. */
  private void newPassword() throws IOException {
    Path file = folder.resolve("password");
    Files.deleteIfExists(file);
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String text = HexFormat.of().formatHex(random) + "\n";
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(CREATE_NEW, WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    DurableFiles.syncDirectory(folder);
  }

  /** Whether a server that started with the settings there runs with those of this version. */
  boolean hasOurSettings() throws IOException {
    return settings().equals(SETTINGS.formatted(port(settings())));
  }

  /** Writes the settings for the next start; the port stays if nobody took it. */
  int writeSettings() throws IOException {
    int port = free(port(settings()));
    DurableFiles.replace(
        data(), "postgresql.conf", SETTINGS.formatted(port).getBytes(StandardCharsets.UTF_8));
    return port;
  }

  private String settings() throws IOException {
    return Files.readString(data().resolve("postgresql.conf"), StandardCharsets.UTF_8);
  }

  private static int port(String settings) {
    Matcher port = PORT.matcher(settings);
    return port.find() ? Integer.parseInt(port.group(1)) : 0;
  }

  private static int free(int wanted) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), wanted));
      return probe.getLocalPort();
    } catch (IOException e) {
      if (wanted == 0) {
        throw e;
      }
      return free(0);
    }
  }

  static String url(int port) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/postgres";
  }

  /** Keeps the log from growing for ever. */
  void turnLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > MOST_LOG_BYTES) {
      Files.move(log(), folder.resolve("log.old"), REPLACE_EXISTING);
    }
  }

  /** The last thing that the server said. */
  String lastWords() throws IOException {
    List<String> lines =
        Files.exists(log()) ? Files.readAllLines(log(), StandardCharsets.ISO_8859_1) : List.of();
    return lines.isEmpty() ? "nothing" : lines.getLast();
  }
}
