package dev.holdfast.ops.store;

import dev.holdfast.ops.node.WorkFolder;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL and where it lies: in the folder, or on a small disk that can be filled. */
public final class StoreSite implements AutoCloseable {

  private final Postgres postgres;
  private final @Nullable SmallDisk disk;

  private StoreSite(Postgres postgres, @Nullable SmallDisk disk) {
    this.postgres = postgres;
    this.disk = disk;
  }

  /** Makes one with its data in the folder. */
  public static StoreSite in(WorkFolder folder) {
    return new StoreSite(
        Postgres.create(folder.path(), folder.path().resolve("postgres-data")), null);
  }

  /** Makes one with its data on a disk of its own. */
  public static StoreSite onSmallDisk(WorkFolder folder, int megabytes) {
    SmallDisk disk = SmallDisk.mount(folder.path().resolve("disk"), megabytes);
    try {
      return new StoreSite(
          Postgres.create(folder.path(), disk.path().resolve("postgres-data")), disk);
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
  }

  public Postgres postgres() {
    return postgres;
  }

  /**
   * The disk that it lies on.
   *
   * @throws IllegalStateException if that is not its own
   */
  public SmallDisk disk() {
    if (disk == null) {
      throw new IllegalStateException("not on a disk of its own");
    }
    return disk;
  }

  /** Ends it; what is on a small disk is gone. */
  @Override
  public void close() {
    postgres.close();
    if (disk != null) {
      disk.close();
    }
  }
}
