package dev.holdfast.cluster.node;

import static dev.holdfast.cluster.node.OneNode.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A location that is removed while somebody counts there. */
class LocationRemovalTest {
  private static final DeleteLocation DELETE = new DeleteLocation("shop", "");

  @TempDir Path directory;
  private final List<Answer<Position>> counted = new ArrayList<>();

  @Test
  void aCountBeforeTheRemovalKeepsTheLocation() {
    try (OneNode node = new OneNode(directory)) {
      node.location("shop");
      node.beforeChange = () -> count(node);
      assertThat(reason(remove(node))).isEqualTo(Reason.LOCATION_IN_USE);
      assertThat(counted).singleElement().isInstanceOf(Answer.Done.class);
      assertThat(node.adjust("cup", "shop", -1, "back")).isInstanceOf(Answer.Done.class);
      assertThat(remove(node)).isInstanceOf(Answer.Done.class);
      assertThat(reason(remove(node))).isEqualTo(Reason.LOCATION_NOT_FOUND);
    }
  }

  @Test
  void noCountComesBetweenTheLookAndTheRemoval() {
    try (OneNode node = new OneNode(directory)) {
      node.location("shop");
      node.beforeChange = () -> node.beforeChange = () -> count(node);
      Answer<Catalogue> removed = remove(node);
      count(node);
      assertThat(removed).isInstanceOf(Answer.Done.class);
      assertThat(counted)
          .isNotEmpty()
          .allSatisfy(answer -> assertThat(reason(answer)).isEqualTo(Reason.LOCATION_NOT_FOUND));
    }
  }

  private void count(OneNode node) {
    counted.add(node.adjust("cup", "shop", 1, "a" + counted.size()));
  }

  private static Answer<Catalogue> remove(OneNode node) {
    return join(node.grid.change(DELETE, StockGrid.NO_DEADLINE));
  }

  private static Reason reason(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).reason();
  }
}
