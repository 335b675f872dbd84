package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.DeletePoolRequest;
import dev.holdfast.v1.DeletePoolResponse;
import dev.holdfast.v1.GetPoolRequest;
import dev.holdfast.v1.ListPoolsRequest;
import dev.holdfast.v1.ListPoolsResponse;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.PoolServiceGrpc;
import dev.holdfast.v1.UpdatePoolRequest;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** PoolService in front of the port. Safe for any thread. */
final class PoolDoor extends PoolServiceGrpc.PoolServiceImplBase {

  private final StockGrid grid;
  private final Answers answers;

  PoolDoor(StockGrid grid, Answers answers) {
    this.grid = grid;
    this.answers = answers;
  }

  @Override
  public void createPool(CreatePoolRequest request, StreamObserver<Pool> out) {
    String id = request.getPoolId();
    answers.answer(
        request,
        out,
        r -> change(r.getPool(), spec -> new CatalogueCommand.CreatePool(id, spec)),
        catalogue -> pool(catalogue, id));
  }

  @Override
  public void getPool(GetPoolRequest request, StreamObserver<Pool> out) {
    answers.answerNow(
        request,
        out,
        r ->
            grid.catalogue()
                .then(
                    catalogue ->
                        catalogue
                            .pool(id(r.getName()))
                            .map(pool -> Answer.done(PoolMapping.pool(pool)))
                            .orElseGet(() -> notFound(r.getName()))));
  }

  @Override
  public void listPools(ListPoolsRequest request, StreamObserver<ListPoolsResponse> out) {
    Optional<String> after = Page.after(PoolMapping.PREFIX, request.getPageToken());
    if (after.isEmpty()) {
      answers.refuse(out, Page.unknownToken());
      return;
    }
    answers.answerNow(
        request,
        out,
        r -> grid.catalogue().map(catalogue -> page(catalogue, after.get(), r.getPageSize())));
  }

  private static ListPoolsResponse page(Catalogue catalogue, String after, int size) {
    Page<Pool> page =
        Page.of(
            PoolMapping.PREFIX,
            catalogue.pools(),
            dev.holdfast.engine.catalogue.Pool::id,
            PoolMapping::pool,
            after,
            size);
    return ListPoolsResponse.newBuilder()
        .addAllPools(page.items())
        .setNextPageToken(page.nextToken())
        .build();
  }

  @Override
  public void updatePool(UpdatePoolRequest request, StreamObserver<Pool> out) {
    answers.answer(
        request,
        out,
        r ->
            change(
                r.getPool(),
                spec ->
                    new CatalogueCommand.UpdatePool(id(r.getName()), spec, r.getPool().getEtag())),
        catalogue -> pool(catalogue, id(request.getName())));
  }

  @Override
  public void deletePool(DeletePoolRequest request, StreamObserver<DeletePoolResponse> out) {
    answers.answer(
        request,
        out,
        r ->
            grid.change(
                new CatalogueCommand.DeletePool(id(r.getName()), r.getEtag()), Deadlines.current()),
        catalogue -> DeletePoolResponse.getDefaultInstance());
  }

  private CompletionStage<Answer<Catalogue>> change(
      Pool pool, Function<PoolSpec, CatalogueCommand> command) {
    return switch (PoolMapping.spec(pool)) {
      case Answer.Done<PoolSpec>(PoolSpec spec) ->
          grid.change(command.apply(spec), Deadlines.current());
      case Answer.Refused<PoolSpec> refused ->
          CompletableFuture.completedStage(
              Answer.refused(refused.reason(), refused.message(), refused.field()));
    };
  }

  private static Pool pool(Catalogue catalogue, String id) {
    return PoolMapping.pool(catalogue.pool(id).orElseThrow());
  }

  private static String id(String name) {
    return name.substring(PoolMapping.PREFIX.length());
  }

  private static <T> Answer<T> notFound(String name) {
    return Answer.refused(Reason.POOL_NOT_FOUND, "there is no pool " + id(name), "name");
  }
}
