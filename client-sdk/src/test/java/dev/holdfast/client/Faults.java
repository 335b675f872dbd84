package dev.holdfast.client;

import com.google.rpc.Status;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** What goes wrong between the SDK and {@link TestGrid}, and what came through. Thread-safe. */
final class Faults {

  /** What happens to one frame, or to one unary call. */
  enum Fault {
    /** The connection breaks before anything is decided. */
    BREAK_BEFORE,
    /** The connection breaks after everything is decided, before an answer leaves. */
    BREAK_AFTER,
    /** Decided, but never answered. */
    SWALLOW,
    /** Each answer comes twice. */
    TWICE,
    NONE
  }

  private final Queue<Fault> frames = new ConcurrentLinkedQueue<>();
  private final Deque<Status> refusals = new ConcurrentLinkedDeque<>();
  private final List<Integer> frameSizes = new CopyOnWriteArrayList<>();
  private volatile Fault otherwise = Fault.NONE;

  void next(Fault... faults) {
    frames.addAll(List.of(faults));
  }

  void always(Fault fault) {
    otherwise = fault;
  }

  /** The next so many calls get this instead of a decision. */
  void refuse(int calls, Status status) {
    for (int i = 0; i < calls; i++) {
      refusals.add(status);
    }
  }

  Fault frame(int calls) {
    frameSizes.add(calls);
    Fault fault = frames.poll();
    return fault == null ? otherwise : fault;
  }

  /** The status that a call gets instead of a decision, or null. */
  Status refusal() {
    return refusals.poll();
  }

  /** The calls in each frame that arrived, a unary call being a frame of one. */
  List<Integer> frameSizes() {
    return frameSizes;
  }
}
