package dev.holdfast.cluster.node;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.EndRemoval;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes a location in three steps, so that nothing can come to stand there between the look and
 * the removal: the catalogue shuts it, every shard that has seen that looks, the catalogue removes
 * it or lets it stay. Any thread.
 */
final class LocationRemoval {
  private final ControlGroup control;
  private final List<ShardHost> hosts;

  LocationRemoval(ControlGroup control, List<ShardHost> hosts) {
    this.control = control;
    this.hosts = hosts;
  }

  CompletionStage<Answer<Catalogue>> remove(DeleteLocation command) {
    return control
        .change(command)
        .thenCompose(
            answer -> {
              switch (answer) {
                case Answer.Refused<Catalogue> refused -> {
                  return CompletableFuture.completedFuture(refused);
                }
                case Answer.Done<Catalogue>(Catalogue shut) -> {
                  return shut.location(command.id())
                      .map(this::look)
                      .orElseGet(() -> CompletableFuture.completedFuture(answer));
                }
              }
            });
  }

  /** Lets every location stay whose removal the last process did not live to end. */
  CompletionStage<Void> restore() {
    return CompletableFuture.allOf(
        control.state().catalogue().locations().stream()
            .filter(location -> !location.stays())
            .map(location -> control.change(end(location, false)).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Answer<Catalogue>> look(Location location) {
    return isFree(location)
        .thenCompose(
            free ->
                control
                    .change(end(location, free))
                    .thenApply(ended -> free ? ended : inUse(location)));
  }

  private static EndRemoval end(Location location, boolean gone) {
    return new EndRemoval(location.id(), location.leaving(), gone);
  }

  private static Answer<Catalogue> inUse(Location location) {
    return Answer.refused(
        Reason.LOCATION_IN_USE,
        "something is on hand, held or committed at location " + location.id(),
        "name");
  }

  private CompletionStage<Boolean> isFree(Location location) {
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (ShardHost host : hosts) {
      CompletableFuture<Boolean> free = new CompletableFuture<>();
      answers.add(free);
      host.submit(
          Call.internal(
              c -> c.locationUse(location.number()),
              outcome ->
                  free.complete(
                      outcome instanceof Answer.Done<OutcomeReader>(OutcomeReader reader)
                          && reader.type() == OutcomeType.DONE)));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().allMatch(CompletableFuture::join));
  }
}
