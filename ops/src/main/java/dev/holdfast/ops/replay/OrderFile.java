package dev.holdfast.ops.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.holdfast.ops.command.OperationException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads the format "online-retail": comma-separated values by RFC 4180 in UTF-8, plain or gzipped,
 * which the content says and not the name. The first record names the columns.
 */
final class OrderFile {

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private OrderFile() {}

  static Orders read(Path file) {
    try (Reader reader = open(file);
        MappingIterator<String[]> records = CSV.readerFor(String[].class).readValues(reader)) {
      return orders(file, records);
    } catch (JsonProcessingException e) {
      throw new OperationException(file + ": not CSV: " + e.getMessage(), e);
    } catch (RuntimeJsonMappingException e) {
      throw new OperationException(file + ": not CSV: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new OperationException("cannot read " + file + ": " + e, e);
    }
  }

  private static Orders orders(Path file, MappingIterator<String[]> records) {
    if (!records.hasNext()) {
      throw new OperationException(file + " is empty");
    }
    List<String> names = new ArrayList<>(Arrays.asList(records.next()));
    names.set(0, names.getFirst().replace("\uFEFF", ""));
    OrderReader reader =
        new OrderReader(
            names.size(),
            column(file, names, "InvoiceNo"),
            column(file, names, "StockCode"),
            column(file, names, "Quantity"),
            column(file, names, "CustomerID"));
    while (records.hasNext()) {
      reader.add(records.next());
    }
    return reader.finish();
  }

  private static int column(Path file, List<String> names, String name) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new OperationException(file + ": no column " + name + " among " + names);
    }
    return column;
  }

  private static Reader open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      bytes.mark(2);
      int magic = bytes.read() << 8 | bytes.read();
      bytes.reset();
      InputStream text = magic == GZIP_MAGIC ? new GZIPInputStream(bytes) : bytes;
      return new InputStreamReader(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }
}
