package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One availability query: a call to each shard that has some of its SKUs, put together in order.
 */
final class AvailabilityQuery {
  private final List<ShardHost> hosts;
  private final int pool;
  private final List<String> skus;
  private final boolean detail;
  private final Map<Integer, List<Integer>> places = new TreeMap<>();

  AvailabilityQuery(
      List<ShardHost> hosts, ShardMap shards, int pool, List<String> skus, boolean detail) {
    this.hosts = hosts;
    this.pool = pool;
    this.skus = skus;
    this.detail = detail;
    for (int i = 0; i < skus.size(); i++) {
      places.computeIfAbsent(shards.shardOf(skus.get(i)), any -> new ArrayList<>()).add(i);
    }
  }

  CompletionStage<Answer<List<Availability>>> run(long deadlineNanos) {
    List<CompletableFuture<Answer<List<Availability>>>> answers = new ArrayList<>();
    places.forEach(
        (shard, at) -> {
          List<String> asked = at.stream().map(skus::get).toList();
          CompletableFuture<Answer<List<Availability>>> answer = new CompletableFuture<>();
          answers.add(answer);
          hosts
              .get(shard)
              .submit(
                  Call.of(
                      c -> c.availability(pool, detail, asked),
                      deadlineNanos,
                      outcome ->
                          answer.complete(
                              LocalGrid.read(outcome, reader -> reader.availability(asked)))));
        });
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> merge(answers.stream().map(CompletableFuture::join).toList()));
  }

  private Answer<List<Availability>> merge(List<Answer<List<Availability>>> answers) {
    Availability[] merged = new Availability[skus.size()];
    int next = 0;
    for (List<Integer> at : places.values()) {
      Answer<List<Availability>> answer = answers.get(next++);
      switch (answer) {
        case Answer.Refused<List<Availability>> refused -> {
          return refused;
        }
        case Answer.Done<List<Availability>>(List<Availability> items) -> {
          for (int i = 0; i < items.size(); i++) {
            merged[at.get(i)] = items.get(i);
          }
        }
      }
    }
    return Answer.done(Arrays.asList(merged));
  }
}
