package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.Journal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whether a shard's journal and the ledger tell one history. Effects are drained only when the
 * journal has them on disk, so a ledger that has more was written from another journal: a later
 * state of this one, or a stranger's.
 */
public enum Agreement {
  /** What the ledger has, the journal has or had. */
  SAME,
  /** The journal is the beginning of what the ledger has: it is an old one, or lost its end. */
  AHEAD,
  /** They differ somewhere in what both have: two journals with one beginning were served. */
  FORKED,
  /** A member of another control group drains the shard: it took the grid over. */
  TAKEN;

  /**
   * Compares.
   *
   * @param members of the grid, as our control group knows them
   */
  public static Agreement of(Witness witness, Journal journal, Set<UUID> members) {
    Watermark at = witness.watermark();
    if (witness.member().filter(member -> !members.contains(member)).isPresent()) {
      return TAKEN;
    }
    if (differ(witness, journal)) {
      return FORKED;
    }
    return at.sequence() > journal.lastSequence(at.shard()) ? AHEAD : SAME;
  }

  private static boolean differ(Witness witness, Journal journal) {
    int shard = witness.shard();
    long upTo = witness.watermark().sequence();
    long shared = Math.min(upTo, journal.lastSequence(shard));
    if (shared == 0 || journal.firstSequence(shard) > shared) {
      return false;
    }
    Witness.Print ours = print(journal, shard, shared);
    Optional<Witness.Print> theirs =
        witness.record().filter(record -> record.first() <= shared && shared <= record.last());
    if (theirs.isPresent()) {
      return !ours.equals(theirs.get());
    }
    // Past its retention there; a watermark is still the end of a batch.
    return shared == upTo && (ours.last() != upTo || ours.epoch() != witness.effectEpoch());
  }

  private static Witness.Print print(Journal journal, int shard, long sequence) {
    Witness.Print[] found = new Witness.Print[1];
    journal.read(
        shard,
        sequence - 1,
        (epoch, first, last, bytes, offset, length) -> {
          found[0] = new Witness.Print(epoch, first, last, md5(bytes, offset, length));
          return false;
        });
    return found[0];
  }

  private static String md5(byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, offset, length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong and what to do, for an operator. */
  String advice(Witness witness, long last) {
    String shard = "shard " + witness.shard() + ": ";
    return switch (this) {
      case SAME -> "";
      case AHEAD ->
          shard
              + "PostgreSQL has effects up to "
              + witness.watermark().sequence()
              + ", data.dir up to "
              + last
              + ": data.dir is older than what was acknowledged; start the node anew while"
              + " PostgreSQL is up, and it comes back from there";
      case FORKED ->
          shard
              + "PostgreSQL and data.dir tell different histories, so two copies of one data.dir"
              + " have served. To keep PostgreSQL's, start with an empty data.dir; to keep"
              + " data.dir's, give it an empty database as store.url";
      case TAKEN ->
          shard
              + "member "
              + witness.member().map(UUID::toString).orElse("unknown")
              + " has taken the grid over from PostgreSQL (epoch "
              + witness.watermark().epoch()
              + "). Start that member; if its data.dir is lost, start with an empty data.dir,"
              + " which comes back from PostgreSQL";
    };
  }
}
