package dev.holdfast.cluster.behind.postgres;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Unpacks a tar file of files, folders and symbolic links with names up to 100 bytes. What files
 * hold is on disk then; their names are when their folders are synced.
 */
final class TarFile {
  private static final int BLOCK = 512;
  private static final int OWNER_MAY_EXECUTE = 0100;

  private TarFile() {}

  static void unpack(InputStream tar, Path folder) throws IOException {
    byte[] header = new byte[BLOCK];
    while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      Path path = folder.resolve(text(header, 0, 100)).normalize();
      if (!path.startsWith(folder)) {
        throw new IOException("an entry leads out of its folder: " + path);
      }
      switch (header[156]) {
        case '5' -> Files.createDirectories(path);
        case '2' -> Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
        case '0', 0 -> file(tar, path, octal(header, 124, 12), octal(header, 100, 8));
        default -> throw new IOException("an entry of an unknown type: " + path);
      }
    }
  }

  private static void file(InputStream tar, Path path, long size, long mode) throws IOException {
    Files.createDirectories(path.getParent());
    byte[] buffer = new byte[1 << 16];
    try (FileOutputStream out = new FileOutputStream(path.toFile())) {
      for (long left = size; left > 0; ) {
        int read = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("the archive ends in " + path);
        }
        out.write(buffer, 0, read);
        left -= read;
      }
      out.getFD().sync();
    }
    tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    if ((mode & OWNER_MAY_EXECUTE) != 0 && !path.toFile().setExecutable(true)) {
      throw new IOException(path + " cannot be made executable");
    }
  }

  private static String text(byte[] header, int from, int most) {
    int length = 0;
    while (length < most && header[from + length] != 0) {
      length++;
    }
    return new String(header, from, length, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int from, int most) {
    return Long.parseLong(text(header, from, most).strip(), 8);
  }
}
