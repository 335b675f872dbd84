package dev.holdfast.ops.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --json FILE}: a command's result for programs. */
public final class JsonFile {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file as JSON.")
  private @Nullable Path file;

  /** To be called before the work: nobody waits for a result that cannot be written. */
  public void requireWritable() {
    if (file == null) {
      return;
    }
    try {
      createFolder(file);
      boolean there = Files.exists(file);
      Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      if (!there) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  /** Writes it if a file was named. */
  public void write(Object report) {
    if (file == null) {
      return;
    }
    try {
      createFolder(file);
      Files.writeString(file, text(report));
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static void createFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  private static OperationException cannotWrite(Path file, IOException e) {
    return new OperationException("--json: cannot write " + file + ": " + e, e);
  }

  static String text(Object report) {
    try {
      return JSON.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
