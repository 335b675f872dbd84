package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.Explanation.Change;
import dev.holdfast.engine.Explanation.Effect;
import dev.holdfast.engine.Explanation.Kind;
import dev.holdfast.engine.Explanation.Level;
import dev.holdfast.engine.Position;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a SKU's availability was what it was, over the web port. */
class ExplainDoorTest {
  private static final CannedGrid GRID = new CannedGrid();
  private static final OpenDoors OPEN = new OpenDoors(GRID);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long THEN = 1_700_000_000_123L;

  @AfterAll
  static void close() {
    OPEN.close();
  }

  @BeforeEach
  void explainAMug() {
    GRID.explained.clear();
    GRID.explanation = () -> Answer.done(explanation(17));
  }

  private static Explanation explanation(long before) {
    Position north = new Position("MUG", "north", 5, 1, 2, 0, CannedGrid.revision());
    Effect took =
        new Effect(
            THEN - 1,
            CannedGrid.revision(),
            Kind.HOLD,
            "3.cart",
            "cart",
            "",
            "web",
            List.of(new Change("north", new Level(5, 0, 0), new Level(5, 2, 0))),
            "hold cart took 2 (north)");
    Explanation.PoolShare share =
        new Explanation.PoolShare(
            "web",
            2,
            List.of(new Explanation.Share("north", true, 2)),
            OptionalLong.of(9),
            OptionalLong.of(2));
    return new Explanation(
        "MUG",
        THEN,
        CannedGrid.revision(),
        List.of(north),
        7,
        Optional.of(share),
        List.of(took),
        before,
        THEN - 1_000,
        List.of("something"));
  }

  @Test
  void printsPositionsPoolAndEffects() throws Exception {
    JsonNode answer = JSON.readTree(get("/v1/stock/MUG:explain?pool=web").body());
    assertThat(answer.at("/time").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(answer.at("/positions/0/free").asText()).isEqualTo("2");
    assertThat(answer.at("/pool/available").asText()).isEqualTo("2");
    assertThat(answer.at("/pool/quotaUsed").asText()).isEqualTo("2");
    assertThat(answer.at("/effects/0/kind").asText()).isEqualTo("HOLD");
    assertThat(answer.at("/effects/0/hold").asText()).isEqualTo("holds/3.cart");
    assertThat(answer.at("/effects/0/changes/0/after/held").asText()).isEqualTo("2");
    assertThat(answer.at("/missing/0").asText()).isEqualTo("something");
    assertThat(GRID.explained)
        .containsExactly(new ExplainQuery("MUG", ExplainQuery.NOW, "web", 50, Long.MAX_VALUE));
  }

  @Test
  void aTokenGoesOnAtTheSameTime() throws Exception {
    String token = JSON.readTree(get("/v1/stock/MUG:explain").body()).get("nextPageToken").asText();
    get("/v1/stock/MUG:explain?pageSize=7&pageToken=" + token);
    assertThat(GRID.explained).last().isEqualTo(new ExplainQuery("MUG", THEN, "", 7, 17));
    for (String other :
        List.of(
            "/v1/stock/CUP:explain?pageToken=" + token,
            "/v1/stock/MUG:explain?pool=web&pageToken=" + token,
            "/v1/stock/MUG:explain?time=2023-11-14T22:13:20.124Z&pageToken=" + token,
            "/v1/stock/MUG:explain?pageToken=nonsense")) {
      assertThat(reason(get(other))).as(other).isEqualTo("INVALID_PAGE_TOKEN");
    }
  }

  @Test
  void theLastPageHasNoToken() throws Exception {
    GRID.explanation = () -> Answer.done(explanation(0));
    JsonNode answer = JSON.readTree(get("/v1/stock/MUG:explain").body());
    assertThat(answer.get("nextPageToken").asText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "A%2FB, A/B",
    "A%20B, A B",
    "a:explain, a:explain",
    "%C3%A4, ä",
  })
  void theSkuIsAnyText(String path, String sku) throws Exception {
    assertThat(get("/v1/stock/" + path + ":explain").statusCode()).isEqualTo(200);
    assertThat(GRID.explained).last().extracting(ExplainQuery::sku).isEqualTo(sku);
  }

  @ParameterizedTest
  @CsvSource({
    "MUG:explain?pageSize=1001, INVALID_PAGE_SIZE",
    "MUG:explain?pool=a%20b, INVALID_POOL",
    "a%09b:explain, INVALID_SKU",
  })
  void refusesWhatIsMalformed(String path, String reason) throws Exception {
    assertThat(reason(get("/v1/stock/" + path))).isEqualTo(reason);
    assertThat(GRID.explained).isEmpty();
  }

  @Test
  void aTimeIsTakenToTheMillisecond() throws Exception {
    get("/v1/stock/MUG:explain?time=2023-11-14T22:13:20.123999Z");
    assertThat(GRID.explained).last().extracting(ExplainQuery::timeMillis).isEqualTo(THEN);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return OPEN.get(path);
  }

  private static String reason(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body()).at("/details/0/reason").asText();
  }
}
