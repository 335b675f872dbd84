package dev.holdfast.cluster.node;

import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;

/** Gathers one page of holds. */
final class HoldWalk extends Walk<Hold> {
  /** Lines and backings of one page: about a megabyte on the wire. */
  private static final int LINES = 10_000;

  private final HoldQuery query;
  private int lines;

  HoldWalk(Ground ground, HoldQuery query, long deadlineNanos) {
    super(ground, 0, ground.hosts().size(), deadlineNanos);
    this.query = query;
  }

  @Override
  int visit(Shard at, Catalogue catalogue, int from) {
    int before = items.size();
    int next = at.view().listing(catalogue).holds(query, from, items);
    for (Hold hold : items.subList(before, items.size())) {
      lines += hold.lines().stream().mapToInt(line -> 1 + line.backings().size()).sum();
    }
    return next;
  }

  @Override
  boolean isFull() {
    return items.size() >= query.most() || lines >= LINES;
  }

  @Override
  boolean mayStop() {
    return true;
  }
}
