package dev.holdfast.engine.simulation;

import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.List;

/** What may happen in a history. */
sealed interface Action {

  record OnHold(HoldCommand command) implements Action {}

  record OnStock(StockCommand command) implements Action {}

  record Ask(String pool, List<String> skus, boolean detail) implements Action {}

  record Change(CatalogueCommand command) implements Action {}
}
