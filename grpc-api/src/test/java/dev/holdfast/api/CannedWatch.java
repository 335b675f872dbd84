package dev.holdfast.api;

import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchQuery;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Watches that tell what a test says, as far as they are asked for. */
final class CannedWatch {

  final BlockingQueue<One> opened = new LinkedBlockingQueue<>();

  /** One reader of a watch. */
  static final class One implements Flow.Subscription {
    final WatchQuery query;
    final AtomicLong demand = new AtomicLong();
    final AtomicLong told = new AtomicLong();
    volatile boolean cancelled;
    private final Queue<WatchEvent> events = new ConcurrentLinkedQueue<>();
    private final Flow.Subscriber<? super WatchEvent> reader;

    private One(WatchQuery query, Flow.Subscriber<? super WatchEvent> reader) {
      this.query = query;
      this.reader = reader;
    }

    void tell(WatchEvent event) {
      events.add(event);
      flow();
    }

    @Override
    public void request(long more) {
      demand.addAndGet(more);
      flow();
    }

    private synchronized void flow() {
      while (demand.get() > 0 && !events.isEmpty()) {
        demand.decrementAndGet();
        told.incrementAndGet();
        reader.onNext(events.remove());
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  Flow.Publisher<WatchEvent> opened(WatchQuery query) {
    return reader -> {
      One one = new One(query, reader);
      reader.onSubscribe(one);
      opened.add(one);
    };
  }
}
