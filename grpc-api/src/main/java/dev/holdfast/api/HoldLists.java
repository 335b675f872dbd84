package dev.holdfast.api;

import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.Listed;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.ListHoldsRequest;
import dev.holdfast.v1.ListHoldsResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** ListHolds in front of the port. Safe for any thread. */
final class HoldLists {

  private static final int USUAL_SIZE = 100;

  /** Of a page of wide holds, as objects: a walk ends it at some ten thousand lines. */
  private static final long PAGE_BYTES = 4 << 20;

  private HoldLists() {}

  static void list(
      StockGrid grid,
      Answers answers,
      ListHoldsRequest request,
      StreamObserver<ListHoldsResponse> out) {
    List<String> filters =
        List.of(
            "holds",
            request.getPool(),
            request.getState().name(),
            request.getOrderId(),
            request.getSku());
    switch (PageTokens.place(request.getPageToken(), filters)) {
      case PageTokens.Place.Unknown(com.google.rpc.Status refusal) -> answers.refuse(out, refusal);
      case PageTokens.Place.Known place ->
          answers.answerWithin(
              r -> PAGE_BYTES,
              request,
              out,
              r -> grid.holds(query(r, place), Deadlines.current()),
              page -> response(page, filters));
    }
  }

  private static HoldQuery query(ListHoldsRequest request, PageTokens.Place.Known place) {
    return new HoldQuery(
        request.getPool(),
        request.getState() == Hold.State.STATE_UNSPECIFIED
            ? null
            : HoldMapping.state(request.getState()),
        request.getOrderId(),
        request.getSku(),
        request.getPageSize() == 0 ? USUAL_SIZE : request.getPageSize(),
        place.cursor());
  }

  private static ListHoldsResponse response(
      Listed<dev.holdfast.engine.Hold> page, List<String> filters) {
    return ListHoldsResponse.newBuilder()
        .addAllHolds(page.items().stream().map(HoldMapping::hold).toList())
        .setNextPageToken(page.next().map(next -> PageTokens.token(next, filters)).orElse(""))
        .build();
  }
}
