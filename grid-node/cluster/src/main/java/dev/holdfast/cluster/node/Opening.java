package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Settler;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.shard.ShardView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What happens before shards serve: every home abandons the baskets that it had begun, then every
 * line shard asks the homes of its intents how they stand.
 */
final class Opening {
  private final List<ShardHost> hosts;
  private final Settler settler;

  Opening(List<ShardHost> hosts, Settler settler) {
    this.hosts = hosts;
    this.settler = settler;
  }

  CompletionStage<Void> run() {
    return all(hosts.stream().map(this::abandonOpenings).toList())
        .thenCompose(abandoned -> all(hosts.stream().map(this::settleIntents).toList()));
  }

  private CompletableFuture<Void> abandonOpenings(ShardHost host) {
    return intentsOf(host, true)
        .thenCompose(
            openings ->
                all(
                    openings.stream()
                        .map(
                            opening -> {
                              CompletableFuture<Void> done = new CompletableFuture<>();
                              host.submit(
                                  Call.internal(
                                      c -> c.abandon(opening.key(), opening.attempt()),
                                      outcome -> done.complete(null)));
                              return done;
                            })
                        .toList()));
  }

  private CompletableFuture<Void> settleIntents(ShardHost host) {
    return intentsOf(host, false)
        .thenCompose(
            intents ->
                all(
                    intents.stream()
                        .map(
                            intent -> {
                              CompletableFuture<Void> done = new CompletableFuture<>();
                              settler.pullOpening(host.number(), intent, () -> done.complete(null));
                              return done;
                            })
                        .toList()));
  }

  private static CompletableFuture<List<ShardView.Intent>> intentsOf(
      ShardHost host, boolean openings) {
    CompletableFuture<List<ShardView.Intent>> found = new CompletableFuture<>();
    host.read(
        shard -> {
          List<ShardView.Intent> list = new ArrayList<>();
          if (openings) {
            shard.view().openings(list::add);
          } else {
            shard.view().intents(false, list::add);
          }
          found.complete(list);
        });
    return found;
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> steps) {
    return CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new));
  }
}
