package dev.holdfast.cluster.watch;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is watched at one shard, as its lane sees it: between two batches, when all that stands in
 * the tables is committed, it learns from the ring of recent changes which SKUs changed and works
 * out their values anew. Touched by one visit at a time.
 *
 * <p>Topics that may have changed wait in a queue. A round goes up to the end that the queue had
 * when the round began: when it is over, everything that had changed until then has been told,
 * however much has changed meanwhile.
 */
final class LaneSide {
  /** Values that one visit works out: some tens of microseconds. */
  private static final int VALUES = 256;

  private final List<Topic> unseen = new ArrayList<>();
  private final ArrayDeque<Topic> queue = new ArrayDeque<>();
  private @Nullable Topic[] bySku = new Topic[64];
  private int names;
  private long scanned;
  private long catalogueVersion = -1;

  private int leftOfRound;
  private long roundEnd;
  private long roundCatalogue;

  /** All changes up to this effect, and of this catalogue, have been told. */
  private long told;

  private long toldCatalogue;

  void visit(Visit visit, Shard shard, Catalogue catalogue) {
    ShardView view = shard.view();
    leave(visit.leaving);
    visit.arriving.forEach(topic -> arrive(topic, view));
    recognise(view);
    scan(shard, view, catalogue.version());
    for (Part part : visit.parts) {
      part.arrived = scanned;
      if (part.since >= 0) {
        resume(part, view, catalogue.version());
      }
    }
    visit.sequence = scanned;
    tell(visit, view, catalogue);
  }

  private void leave(List<Topic> leaving) {
    boolean anyUnseen = false;
    for (Topic topic : leaving) {
      topic.gone = true;
      anyUnseen |= topic.number < 0;
      if (topic.number >= 0) {
        unlink(topic);
      }
    }
    if (anyUnseen) {
      unseen.removeIf(topic -> topic.gone);
    }
  }

  private void arrive(Topic topic, ShardView view) {
    if (!topic.gone) {
      if (!isKnown(topic, view)) {
        unseen.add(topic);
      }
      enqueue(topic);
    }
  }

  /** SKUs that had no number when they arrived may have one now. */
  private void recognise(ShardView view) {
    if (view.names() != names) {
      names = view.names();
      unseen.removeIf(
          topic -> {
            boolean known = isKnown(topic, view);
            if (known) {
              enqueue(topic);
            }
            return known;
          });
    }
  }

  private boolean isKnown(Topic topic, ShardView view) {
    topic.number = view.skuNumber(topic.key.sku());
    if (topic.number < 0) {
      return false;
    }
    if (topic.number >= bySku.length) {
      bySku = Arrays.copyOf(bySku, Math.max(topic.number + 1, 2 * bySku.length));
    }
    topic.next = bySku[topic.number];
    bySku[topic.number] = topic;
    return true;
  }

  private void unlink(Topic topic) {
    Topic at = bySku[topic.number];
    if (at == topic) {
      bySku[topic.number] = topic.next;
    }
    while (at != null && at.next != topic) {
      at = at.next;
    }
    if (at != null) {
      at.next = topic.next;
    }
  }

  private void enqueue(Topic topic) {
    if (!topic.queued) {
      topic.queued = true;
      queue.add(topic);
    }
  }

  /** Without a full account of what changed, everything may have. */
  private void scan(Shard shard, ShardView view, long version) {
    if (version != catalogueVersion || !view.changedSince(scanned, this::enqueueSku)) {
      unseen.forEach(this::enqueue);
      for (Topic first : bySku) {
        enqueueAll(first);
      }
    }
    catalogueVersion = version;
    scanned = shard.sequence();
  }

  private void enqueueSku(int sku) {
    if (sku < bySku.length) {
      enqueueAll(bySku[sku]);
    }
  }

  private void enqueueAll(@Nullable Topic first) {
    for (Topic topic = first; topic != null; topic = topic.next) {
      enqueue(topic);
    }
  }

  private void resume(Part part, ShardView view, long version) {
    BitSet skus = new BitSet();
    part.lost =
        !view.changedSince(
            part.since,
            sku -> {
              if (sku < bySku.length && bySku[sku] != null) {
                skus.set(sku);
              }
            });
    for (int i = 0; i < part.topics.length; i++) {
      int sku = part.topics[i].number;
      part.changed[i] = version != part.sinceCatalogue || (sku >= 0 && skus.get(sku));
    }
  }

  private void tell(Visit visit, ShardView view, Catalogue catalogue) {
    for (int n = 0; n < VALUES; n++) {
      beginRound();
      Topic topic = queue.poll();
      if (topic == null) {
        break;
      }
      leftOfRound--;
      topic.queued = false;
      if (topic.gone) {
        continue;
      }
      long value = view.available(topic.key.pool(), topic.number, catalogue);
      if (value != topic.told) {
        topic.told = value;
        visit.changed.add(topic);
        visit.values.add(value);
      }
    }
    visit.more = !queue.isEmpty();
    if (leftOfRound == 0) {
      endRound();
    }
    visit.told = told;
    visit.toldCatalogue = toldCatalogue;
  }

  private void endRound() {
    told = roundEnd;
    toldCatalogue = roundCatalogue;
  }

  private void beginRound() {
    if (leftOfRound == 0) {
      endRound();
      leftOfRound = queue.size();
      roundEnd = scanned;
      roundCatalogue = catalogueVersion;
    }
  }
}
