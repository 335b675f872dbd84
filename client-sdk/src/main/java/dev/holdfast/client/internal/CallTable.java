package dev.holdfast.client.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open calls by their ids. Belongs to the I/O thread.
 *
 * <p>An id is a slot and the slot's generation: it is found without hashing, stays small on the
 * wire, and is never given twice, so that a late or repeated answer finds nothing.
 */
final class CallTable {

  private final @Nullable StreamCall[] slots;
  private final long[] generations;
  private final int[] free;
  private int freeCount;

  /** No slot at or above it is in use. */
  private int end;

  CallTable(int capacity) {
    slots = new StreamCall[capacity];
    generations = new long[capacity];
    free = new int[capacity];
    for (int slot = capacity - 1; slot >= 0; slot--) {
      free[freeCount++] = slot;
    }
  }

  /** There is a slot: calls are admitted by a semaphore of the same size. */
  void add(StreamCall call) {
    int slot = free[--freeCount];
    slots[slot] = call;
    end = Math.max(end, slot + 1);
    call.id = id(slot);
  }

  /** Gives the call a new id, so that what answers the old one is ignored. */
  void renew(StreamCall call) {
    int slot = slot(call.id);
    generations[slot]++;
    call.id = id(slot);
  }

  @Nullable StreamCall find(long id) {
    StreamCall call = id < 0 ? null : slots[slot(id)];
    return call != null && call.id == id ? call : null;
  }

  void remove(StreamCall call) {
    int slot = slot(call.id);
    generations[slot]++;
    slots[slot] = null;
    free[freeCount++] = slot;
    while (end > 0 && slots[end - 1] == null) {
      end--;
    }
  }

  boolean isEmpty() {
    return end == 0;
  }

  /** The action may remove the call that it is given. */
  void forEach(Consumer<StreamCall> action) {
    for (int slot = 0; slot < end; slot++) {
      StreamCall call = slots[slot];
      if (call != null) {
        action.accept(call);
      }
    }
  }

  private long id(int slot) {
    return generations[slot] * slots.length + slot;
  }

  private int slot(long id) {
    return (int) (id % slots.length);
  }
}
