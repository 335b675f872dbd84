package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index beside a plain map, while it grows from one small segment to many. */
class RowIndexTest {

  /** Few bits make hashes that meet, in one slot and in its neighbours. */
  @ParameterizedTest
  @ValueSource(ints = {6, 12, 17, 32})
  void findsWhatIsThereAndNothingElse(int bits) {
    RowIndex index = new RowIndex();
    Map<Integer, Integer> hashes = new HashMap<>();
    SplittableRandom random = new SplittableRandom(bits);
    int most = Math.min(20_000, 1 << (bits - 2));
    for (int step = 1; step < 100_000; step++) {
      int hash = random.nextInt() >>> (32 - bits);
      int row = 1 + random.nextInt(most);
      Integer known = hashes.remove(row);
      if (known == null) {
        index.insert(hash, row);
        hashes.put(row, hash);
      } else {
        index.remove(known, row);
      }
      int sought = 1 + random.nextInt(most);
      Integer at = hashes.get(sought);
      assertThat(finds(index, at == null ? hash : at, sought)).isEqualTo(at != null);
    }
    assertThat(index.size()).isEqualTo(hashes.size());
    index.forEach(row -> assertThat(hashes.remove(row)).isNotNull());
    assertThat(hashes).isEmpty();
  }

  private static boolean finds(RowIndex index, int hash, int sought) {
    int row = index.first(hash);
    while (row != 0 && row != sought) {
      row = index.next();
    }
    return row == sought;
  }
}
