package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final StoreSettings SETTINGS =
      new StoreSettings("test", Duration.ofDays(30), Duration.ofDays(1));
  private static final GridIdentity OURS = new GridIdentity(new UUID(0, 1), 8);
  private static final GridIdentity THEIRS = new GridIdentity(new UUID(0, 2), 8);

  private final List<Store> open = new ArrayList<>();
  private StoreLogin login;

  @BeforeEach
  void database() throws SQLException {
    login = TestPostgres.database();
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Store store : open) {
      store.close();
    }
  }

  private Store store(StoreLogin.Source where, GridIdentity grid) {
    Store store = Store.open(where, SETTINGS);
    open.add(store);
    store.belongTo(grid);
    return store;
  }

  private Store ready(GridIdentity grid) throws Exception {
    Store store = store(() -> login, grid);
    store.ready().get(60, TimeUnit.SECONDS);
    return store;
  }

  @Test
  void severalNodesMayStartAtOnce() throws Exception {
    List<Store> stores = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stores.add(store(() -> login, OURS));
    }
    for (Store store : stores) {
      store.ready().get(60, TimeUnit.SECONDS);
    }
    assertThat(text("select id from grid")).isEqualTo(OURS.id().toString());
    assertThat(text("select count(*) from flyway_schema_history where not success")).isEqualTo("0");
  }

  @Test
  void anotherGridsStoreIsRefusedAndLeftAsItIs() throws Exception {
    ready(OURS);
    Store foreign = store(() -> login, THEIRS);
    await().atMost(SOON).until(() -> foreign.refusal().isPresent());
    assertThat(foreign.refusal().orElseThrow())
        .contains(OURS.id().toString(), THEIRS.id().toString());
    assertThatThrownBy(foreign::connection).isInstanceOf(SQLTransientConnectionException.class);
    assertThatThrownBy(() -> foreign.ready().get(1, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreException.class);
    assertThat(text("select id from grid")).isEqualTo(OURS.id().toString());
  }

  @Test
  void aNewMemberSeesWhetherTheGridOfTheStoreLives() throws Exception {
    Store first = Store.open(() -> login, SETTINGS);
    open.add(first);
    assertThat(first.find().get(60, TimeUnit.SECONDS).grid()).isEmpty();
    first.belongTo(OURS);
    first.ready().get(60, TimeUnit.SECONDS);

    Store second = Store.open(() -> login, SETTINGS);
    assertThat(second.find().get(60, TimeUnit.SECONDS))
        .isEqualTo(new Store.Found(Optional.of(OURS), true));
    second.close();
    first.close();

    Store third = Store.open(() -> login, SETTINGS);
    open.add(third);
    assertThat(third.find().get(60, TimeUnit.SECONDS))
        .isEqualTo(new Store.Found(Optional.of(OURS), false));
    Store fourth = Store.open(() -> login, SETTINGS);
    open.add(fourth);
    assertThat(fourth.find().get(60, TimeUnit.SECONDS).inUse()).isTrue();
  }

  @Test
  void isAwayAtStartAndComesByItself() throws Exception {
    AtomicReference<StoreLogin> where =
        new AtomicReference<>(new StoreLogin("jdbc:postgresql://127.0.0.1:1/x", "u", "geheim"));
    Store store = store(where::get, OURS);
    await().atMost(SOON).until(() -> store.trouble().orElse("").contains("refused"));
    assertThatThrownBy(store::connection)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageNotContaining("geheim");
    where.set(login);
    store.ready().get(60, TimeUnit.SECONDS);
    assertThat(store.trouble()).isEmpty();
    try (Connection connection = store.connection()) {
      assertThat(connection.getAutoCommit()).isFalse();
      assertThat(text(connection, "show statement_timeout")).isEqualTo("15s");
      assertThat(text(connection, "show lock_timeout")).isEqualTo("2s");
      assertThat(text(connection, "show idle_in_transaction_session_timeout")).isEqualTo("5s");
    }
    try (Connection connection = store.reading()) {
      assertThat(text(connection, "show transaction_read_only")).isEqualTo("on");
    }
  }

  @Test
  void comesBackAfterEveryConnectionWasCut() throws Exception {
    Store store = ready(OURS);
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    await().atMost(SOON).until(() -> !store.isReady());
    await().atMost(SOON).until(store::isReady);
    try (Connection connection = store.connection()) {
      assertThat(text(connection, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void whoeverReadsIsLetGoWhenTheStoreIsLost() throws Exception {
    Store store = ready(OURS);
    try (Connection reading = store.reading()) {
      String pid = text(reading, "select pg_backend_pid()");
      CompletableFuture<Throwable> ended =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> text(reading, "select pg_sleep(100)")));
      execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and pid not in (pg_backend_pid(), %s)"
                  .formatted(pid));
      assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aDayIsMadeWhenARowNeedsIt() throws Exception {
    Store store = ready(OURS);
    String insert = "insert into effects values ('%s', 1, 1, 1, 1, '')";
    execute(insert.formatted(Instant.now()));
    Instant old = Instant.parse("2024-02-29T23:59:59.999Z");
    assertThatThrownBy(() -> execute(insert.formatted(old)))
        .hasMessageContaining("no partition of relation");
    store.cover(old.toEpochMilli());
    store.cover(old.toEpochMilli());
    execute(insert.formatted(old));
    assertThat(text("select tableoid::regclass from effects where at < '2025-01-01'"))
        .isEqualTo("effects_20240229");
    assertThat(
            text(
                "select count(*) from pg_inherits i join pg_class c on c.oid = i.inhparent"
                    + " where c.relkind = 'I' and i.inhrelid::regclass::text like '%20240229%'"))
        .isEqualTo("2");
  }

  @Test
  void anOperatorsOwnPartitionIsLeftAlone() throws Exception {
    ready(OURS).close();
    execute("create table effects_default partition of effects default");
    Store again = store(() -> login, OURS);
    again.ready().get(30, TimeUnit.SECONDS);
    try (Upkeep upkeep = new Upkeep(again, new Days(), SETTINGS)) {
      upkeep.keep(Instant.now());
    }
    assertThat(text("select to_regclass('effects_default')")).isNotNull();
  }

  @Test
  void whatIsPastItsRetentionGoes() throws Exception {
    Store store = ready(OURS);
    Instant now = Instant.parse("2026-03-31T12:00:00Z");
    for (int days = 0; days < 40; days++) {
      Instant at = now.minus(Duration.ofDays(days));
      store.cover(at.toEpochMilli());
      execute("insert into effects values ('%s', 1, 1, %d, %d, '')".formatted(at, days, days));
    }
    execute(
        """
        insert into holds
        select 1, lpad(to_hex(n), 32, '0')::uuid, -1, 'hold' || n, 'RELEASED', false, false, false,
          1, 'web', '', '%1$s', '%1$s', '%1$s'::timestamptz - n * interval '1 hour', 1, 1, 1, 1, 1,
          1, 0, 0
        from generate_series(1, 2000) n
        """
            .formatted(now),
        """
        insert into lines
        select 1, id, -1, 0, 0, 1, 'mug', -1, 1, 1, 0, '{1}', '{1}', '{0}', '{0}' from holds
        """,
        "insert into identities select 1, id, id, 0, 1, end_time from holds",
        "insert into identities select 1, id, null, 0, 1, end_time from holds",
        "update holds set end_time = null where hold_id = 'hold2000'");
    try (Upkeep upkeep = new Upkeep(store, new Days(), SETTINGS)) {
      upkeep.keep(now);
    }
    assertThat(text("select min(at) from effects")).startsWith("2026-03-01 12:00:00");
    assertThat(text("select count(*), max(end_time) from holds")).isEqualTo("721");
    assertThat(text("select count(*) from lines")).isEqualTo("721");
    assertThat(text("select count(*) from identities where hold is not null")).isEqualTo("721");
    assertThat(text("select count(*) from identities where hold is null")).isEqualTo("720");
    assertThat(text("select to_regclass('effects_20260228')")).isNull();
    assertThat(text("select to_regclass('movements_20260402')")).isNotNull();
  }

  private String text(String query) throws SQLException {
    try (Connection connection = TestPostgres.connect(login)) {
      return text(connection, query);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = TestPostgres.connect(login);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
