package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A disk behind a page cache, as one write-ahead log sees it: a power loss keeps a prefix of all
 * writes, at least up to the last sync; the death of the process keeps all. A process may be made
 * to die at any write.
 */
final class Disk {

  private record Write(int shard, boolean append, Consumer<ShardDisk> change) {}

  private final Draw draw;
  private final Plant plant;
  private final List<Write> cached = new ArrayList<>();
  private ShardDisk[] seen;
  private ShardDisk[] durable;
  private final boolean[] doubtful;

  /** An older copy of it, if somebody keeps one. */
  private ShardDisk[] kept = new ShardDisk[0];

  private long keptWrites;
  private long keptLife;
  private long synced;
  private int fuse;
  private boolean dead;
  private boolean lost;
  private long life;

  Disk(Draw draw, Plant plant, int shards) {
    this.draw = draw;
    this.plant = plant;
    this.seen = new ShardDisk[shards];
    this.durable = new ShardDisk[shards];
    this.doubtful = new boolean[shards];
    for (int i = 0; i < shards; i++) {
      seen[i] = new ShardDisk();
      durable[i] = new ShardDisk();
    }
  }

  ShardDisk shard(int shard) {
    return seen[shard];
  }

  /** How often a journal was opened on it. */
  long life() {
    return life;
  }

  /** A process opens it; after a power loss everything is suspect. */
  void open() {
    life++;
    if (lost) {
      for (int shard = 0; shard < seen.length; shard++) {
        write(shard, to -> to.suspect = true);
      }
      sync();
      lost = false;
    }
  }

  /** How many writes there were: what was answered until now rests on these. */
  long written() {
    return synced + cached.size();
  }

  /** Lets the process die soon, before or after some write. */
  void lightFuse(int steps) {
    fuse = steps;
  }

  void putOutFuse() {
    fuse = 0;
  }

  /** Whether the process died at a write; a thread of it may have swallowed that. */
  boolean isDead() {
    return dead;
  }

  boolean isFuseLit() {
    return fuse > 0;
  }

  /** What of a shard a power loss would leave at least. */
  ShardDisk durable(int shard) {
    return durable[shard];
  }

  /** All that was written is on disk now. */
  void settle() {
    keep(cached.size());
  }

  void append(int shard, ShardDisk.Batch batch) {
    write(new Write(shard, true, disk -> disk.log.put(batch.last(), batch)));
  }

  void write(int shard, Consumer<ShardDisk> change) {
    write(new Write(shard, false, change));
  }

  private void write(Write write) {
    burn();
    write.change.accept(seen[write.shard]);
    cached.add(write);
    burn();
  }

  void sync() {
    burn();
    if (plant != Plant.LYING_SYNC) {
      keep(cached.size());
    }
    burn();
  }

  /** A step at which the process may die. */
  void burn() {
    if (dead || (fuse > 0 && --fuse == 0)) {
      dead = true;
      throw new Crash();
    }
  }

  private void keep(int writes) {
    for (Write write : cached.subList(0, writes)) {
      write.change.accept(durable[write.shard]);
    }
    cached.subList(0, writes).clear();
    synced += writes;
  }

  /** The process dies. */
  void processDeath() {
    revive();
    if (plant == Plant.LOST_APPEND && !cached.isEmpty() && cached.getLast().append) {
      cached.removeLast();
      reread();
      cached.forEach(write -> write.change.accept(seen[write.shard]));
    }
  }

  /** The machine loses power; answers how many writes are left. */
  long powerLoss() {
    revive();
    lost = true;
    if (plant == Plant.SHARD_CUTS) {
      for (int shard = 0; shard < durable.length; shard++) {
        int cut = draw.between(0, cached.size());
        for (Write write : cached.subList(0, cut)) {
          if (write.shard == shard) {
            write.change.accept(durable[shard]);
          }
        }
      }
    } else {
      keep(draw.chance(30) ? 0 : draw.between(0, cached.size()));
    }
    cached.clear();
    reread();
    Arrays.fill(doubtful, true);
    return synced;
  }

  /** Whether what this disk had of a shard may be lost, and nobody has brought it back yet. */
  boolean isDoubtful(int shard) {
    return doubtful[shard];
  }

  /** Somebody has brought back what was lost. */
  void trusted(int shard) {
    doubtful[shard] = false;
  }

  /** Somebody keeps a copy of it as it is now. */
  void keepCopy() {
    settle();
    kept = new ShardDisk[durable.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new ShardDisk(durable[i]);
    }
    keptWrites = synced;
    keptLife = life;
  }

  boolean hasCopy() {
    return kept.length > 0;
  }

  /** An older copy is put in its place; answers how many writes that has. */
  long putCopyBack() {
    revive();
    cached.clear();
    for (int i = 0; i < kept.length; i++) {
      durable[i] = new ShardDisk(kept[i]);
    }
    reread();
    life = keptLife;
    Arrays.fill(doubtful, true);
    return keptWrites;
  }

  /** Another disk is put in, with nothing on it. */
  void replace() {
    revive();
    cached.clear();
    kept = new ShardDisk[0];
    for (int i = 0; i < durable.length; i++) {
      durable[i] = new ShardDisk();
    }
    reread();
    life = 0;
    lost = false;
    Arrays.fill(doubtful, false);
  }

  private void revive() {
    fuse = 0;
    dead = false;
  }

  private void reread() {
    for (int i = 0; i < seen.length; i++) {
      seen[i] = new ShardDisk(durable[i]);
    }
  }
}
