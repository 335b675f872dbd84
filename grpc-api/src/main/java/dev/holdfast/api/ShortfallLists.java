package dev.holdfast.api;

import dev.holdfast.engine.Listed;
import dev.holdfast.engine.ShortfallQuery;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.ListShortfallsRequest;
import dev.holdfast.v1.ListShortfallsResponse;
import dev.holdfast.v1.Shortfall;
import dev.holdfast.v1.StandingHold;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** ListShortfalls in front of the port. Safe for any thread. */
final class ShortfallLists {

  private static final int USUAL_SIZE = 100;

  private ShortfallLists() {}

  static void list(
      StockGrid grid,
      Answers answers,
      ListShortfallsRequest request,
      StreamObserver<ListShortfallsResponse> out) {
    List<String> filters = List.of("shortfalls", request.getSku(), request.getLocation());
    switch (PageTokens.place(request.getPageToken(), filters)) {
      case PageTokens.Place.Unknown(com.google.rpc.Status refusal) -> answers.refuse(out, refusal);
      case PageTokens.Place.Known place ->
          answers.answer(
              request,
              out,
              r ->
                  grid.shortfalls(
                      new ShortfallQuery(
                          r.getSku(),
                          r.getLocation(),
                          r.getPageSize() == 0 ? USUAL_SIZE : r.getPageSize(),
                          place.cursor()),
                      Deadlines.current()),
              page -> response(page, filters));
    }
  }

  private static ListShortfallsResponse response(
      Listed<dev.holdfast.engine.Shortfall> page, List<String> filters) {
    return ListShortfallsResponse.newBuilder()
        .addAllShortfalls(page.items().stream().map(ShortfallLists::shortfall).toList())
        .setNextPageToken(page.next().map(next -> PageTokens.token(next, filters)).orElse(""))
        .build();
  }

  private static Shortfall shortfall(dev.holdfast.engine.Shortfall shortfall) {
    return Shortfall.newBuilder()
        .setPosition(StockMapping.position(shortfall.position()))
        .setShortfall(shortfall.units())
        .addAllHolds(shortfall.holds().stream().map(ShortfallLists::standing).toList())
        .setHoldCount(shortfall.holdCount())
        .build();
  }

  private static StandingHold standing(dev.holdfast.engine.Shortfall.Standing standing) {
    return StandingHold.newBuilder()
        .setName(HoldMapping.name(standing.name()))
        .setQuantity(standing.quantity())
        .setState(HoldMapping.state(standing.state()))
        .setCreateTime(Times.timestamp(standing.createMillis()))
        .build();
  }
}
