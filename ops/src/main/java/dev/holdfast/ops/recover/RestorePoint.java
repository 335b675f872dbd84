package dev.holdfast.ops.recover;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a shard came back, as the node that recovered it said.
 *
 * @param sequence the latest effect, 0 if the shard never had one
 * @param epoch under which that was drained
 * @param time of that effect, UTC
 */
public record RestorePoint(int shard, long sequence, long epoch, String time) {

  private static final Pattern SAID =
      Pattern.compile(
          "shard (\\d+) comes back from PostgreSQL up to effect (\\d+) of epoch (\\d+), of (\\S+)");

  /** What a node's log says of its latest recovery; empty if it had none. */
  public static List<RestorePoint> in(Path log) {
    try (var lines = Files.lines(log)) {
      List<RestorePoint> all =
          lines.map(SAID::matcher).filter(Matcher::find).map(RestorePoint::of).toList();
      int last = 0;
      for (int i = 0; i < all.size(); i++) {
        last = all.get(i).shard() == 0 ? i : last;
      }
      return all.subList(last, all.size());
    } catch (IOException e) {
      throw new OperationException("cannot read " + log + ": " + e, e);
    }
  }

  private static RestorePoint of(Matcher said) {
    return new RestorePoint(
        Integer.parseInt(said.group(1)),
        Long.parseLong(said.group(2)),
        Long.parseLong(said.group(3)),
        said.group(4));
  }

  @Override
  public String toString() {
    return "shard %3d up to effect %,d of epoch %d, of %s".formatted(shard, sequence, epoch, time);
  }
}
