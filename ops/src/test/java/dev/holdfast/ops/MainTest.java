package dev.holdfast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          check --list                                      | 0
          demo --help                                       | 0
          replay --help                                     | 0
          check kill9 --help                                | 0
          audit --help                                      | 0
          recover --help                                    | 0
          recover                                           | 2
          check                                             | 2
          check everything                                  | 2
          replay                                            | 2
          replay some.csv                                   | 2
          replay some.csv --format=excel                    | 2
          replay no-such-file.csv --format=online-retail    | 1
          replay a.csv --format=online-retail --stock=-1    | 1
          replay a.csv --format=online-retail --stock=1001  | 1
          demo --nodes 2                                    | 1
          demo --seconds 0                                  | 1
          demo --rate 9                                     | 1
          check kill9 --rounds 0                            | 1
          check expiry --holds 999                          | 1
          check killboth --holds 0                          | 1
          check outage --faults drowned                     | 1
          check outage --most-cpu 101                       | 1
          check lostdisk --seconds 0                        | 1
          check lostdisk --most-lag 0                       | 1
          check takeover --seconds 1                        | 1
          check drain --holds 99                            | 1
          check flood --calls 999                           | 1
          """)
  void wrongUsageIsToldBeforeAnythingStarts(String arguments, int exit) {
    assertThat(Main.run(arguments.split(" +"))).isEqualTo(exit);
  }
}
