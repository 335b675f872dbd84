package dev.holdfast.ops.store;

/**
 * Sees every row that is changed to an earlier state and every move of a watermark, by triggers: in
 * the transaction that does it. For one thread.
 */
public final class Watchman {

  private static final String TRIGGERS =
      """
      create schema watchman;
      create table watchman.moves (
        at timestamptz not null default clock_timestamp(),
        shard int not null,
        epoch bigint not null,
        sequence bigint not null);
      create table watchman.backwards (what text not null);

      create function watchman.moved() returns trigger language plpgsql as $$
      begin
        insert into watchman.moves (shard, epoch, sequence)
          values (new.shard, new.epoch, new.sequence);
        if (new.epoch, new.sequence) < (old.epoch, old.sequence)
            or new.sequence < old.sequence then
          insert into watchman.backwards values (old::text || ' to ' || new::text);
        end if;
        return new;
      end $$;
      create trigger moved after update on shards
        for each row execute function watchman.moved();

      create function watchman.changed() returns trigger language plpgsql as $$
      begin
        if (new.last_epoch, new.last_sequence) < (old.last_epoch, old.last_sequence) then
          insert into watchman.backwards values (old::text || ' to ' || new::text);
        end if;
        return new;
      end $$;
      create trigger changed after update on holds
        for each row execute function watchman.changed();
      """;

  private static final String OVERLAPS =
      """
      select count(*) from (
        select first_sequence, lag(last_sequence)
          over (partition by shard order by first_sequence, last_sequence) as before
        from effects) as log
      where before is not null and first_sequence <> before + 1\
      """;

  private final Queries queries;

  /** Begins to watch; the node has made its tables already. */
  public Watchman(Queries queries) {
    this.queries = queries;
    queries.run(TRIGGERS);
  }

  /** How often a watermark moved. */
  public long moves() {
    return queries.number("select count(*) from watchman.moves");
  }

  /** How often one moved under an epoch that was not the highest that the shard had seen. */
  public long lateMoves() {
    return queries.number(
        """
        select count(*) from watchman.moves as late
        where exists (select from watchman.moves as earlier
          where earlier.shard = late.shard and earlier.at < late.at
            and earlier.epoch > late.epoch)\
        """);
  }

  /** Rows that were changed to an earlier state. */
  public long backwards() {
    return queries.number("select count(*) from watchman.backwards");
  }

  /** Neighbours in the log between which something is missing, or is there twice. */
  public long overlaps() {
    return queries.number(OVERLAPS);
  }

  /** Movements that are there twice, the same in every column. */
  public long twice() {
    return queries.number("select count(*) - count(distinct movement) from movements as movement");
  }
}
