package dev.holdfast.api;

import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens HoldStreams and knows those that are open, to end them in order. Safe for any thread. */
final class HoldStreams {

  private final StockGrid grid;
  private final RequestRules rules;
  private final Refusals refusals;
  private final CallMeters meters;
  private final EventLoops loops;
  private final AnswerRoom room;
  private final int maxLines;
  private final Set<HoldStream> open = ConcurrentHashMap.newKeySet();

  HoldStreams(
      StockGrid grid,
      RequestRules rules,
      Refusals refusals,
      CallMeters meters,
      EventLoops loops,
      AnswerRoom room,
      int maxLines) {
    this.grid = grid;
    this.rules = rules;
    this.refusals = refusals;
    this.meters = meters;
    this.loops = loops;
    this.room = room;
    this.maxLines = maxLines;
    meters.openStreams(open);
  }

  StreamObserver<HoldStreamRequest> open(StreamObserver<HoldStreamResponse> out) {
    StreamedCalls calls = new StreamedCalls(grid, rules, Deadlines.current());
    HoldStream stream =
        new HoldStream(
            calls,
            refusals,
            meters,
            loops.current(),
            loops.pressure(),
            (ServerCallStreamObserver<HoldStreamResponse>) out,
            room,
            maxLines,
            open::remove);
    open.add(stream);
    return stream;
  }

  /** Reads no further frame anywhere; each stream ends when its calls in flight are answered. */
  void close() {
    open.forEach(HoldStream::close);
  }
}
