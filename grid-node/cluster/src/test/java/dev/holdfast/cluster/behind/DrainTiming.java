package dev.holdfast.cluster.behind;

import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockGrid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * How fast a backlog is drained, beside a bare COPY of the same rows into tables without an index.
 * Run by hand; the first argument is the number of holds, each created and confirmed.
 */
final class DrainTiming {
  private static final int FRAME = 256;
  private static final List<String> TABLES =
      List.of("effects", "movements", "holds", "lines", "positions");

  private DrainTiming() {}

  public static void main(String[] arguments) throws Exception {
    int holds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
    TestStore store = TestStore.fresh();
    Path data = Files.createTempDirectory("drain");
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 1);
      shop.open();
      for (String sku : Shop.SKUS) {
        shop.count(sku, "east", 100_000_000, 2);
      }
      member.drainAll();
      for (int round = 0; round < 5; round++) {
        long before = rows(store);
        load(member, holds);
        long effects = member.node.behind();
        long start = System.nanoTime();
        member.drainAll();
        long nanos = System.nanoTime() - start;
        long rows = rows(store) - before;
        long bare = copy(store, round);
        System.out.printf(
            "drained %,d effects, %,d rows in %,d ms: %,.0f effects/s, %,.0f rows/s;"
                + " bare COPY of all rows so far: %,.0f rows/s%n",
            effects,
            rows,
            nanos / 1_000_000,
            effects * 1e9 / nanos,
            rows * 1e9 / nanos,
            rows(store) * 1e9 / bare);
      }
    }
    System.exit(0);
  }

  private static void load(TestMember member, int holds) {
    StockGrid grid = member.grid();
    for (int done = 0; done < holds; done += FRAME) {
      List<StockGrid.TimedCommand> creates = new ArrayList<>();
      List<StockGrid.TimedCommand> confirms = new ArrayList<>();
      for (int i = 0; i < FRAME; i++) {
        String id = UUID.randomUUID().toString();
        String sku = Shop.SKUS.get(i % Shop.SKUS.size());
        creates.add(
            timed(
                new HoldCommand.Create(
                    id, "web", List.of(Shop.line(sku, 1)), 60_000, null, false, "")));
        int home = new dev.holdfast.engine.shard.ShardMap(TestMember.SHARDS).shardOf(sku);
        confirms.add(timed(new HoldCommand.Confirm(new HoldName(home, id), "o" + i, false, null)));
      }
      grid.holds(creates);
      grid.holds(confirms);
    }
  }

  private static StockGrid.TimedCommand timed(HoldCommand command) {
    return new StockGrid.TimedCommand(command, StockGrid.NO_DEADLINE);
  }

  private static long rows(TestStore store) throws Exception {
    long rows = 0;
    for (String table : TABLES) {
      rows += store.number("select count(*) from " + table);
    }
    return rows;
  }

  private static long copy(TestStore store, int round) throws Exception {
    long nanos = 0;
    try (Connection connection = store.connection();
        Statement statement = connection.createStatement()) {
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (String table : TABLES) {
        String bare = "bare_" + table + round;
        statement.execute("create table " + bare + " (like " + table + ")");
        connection.commit();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copies.copyOut("copy (select * from " + table + ") to stdout (format binary)", bytes);
        byte[] content = bytes.toByteArray();
        long start = System.nanoTime();
        copies.copyIn(
            "copy " + bare + " from stdin (format binary)", new ByteArrayInputStream(content));
        connection.commit();
        nanos += System.nanoTime() - start;
        statement.execute("drop table " + bare);
        connection.commit();
      }
    }
    return nanos;
  }
}
