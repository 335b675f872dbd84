package dev.holdfast.client;

import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.DeletePoolRequest;
import dev.holdfast.v1.GetPoolRequest;
import dev.holdfast.v1.ListPoolsRequest;
import dev.holdfast.v1.ListPoolsResponse;
import dev.holdfast.v1.PoolServiceGrpc;
import dev.holdfast.v1.UpdatePoolRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Virtual inventory pools: which locations a channel sells from, in which order. Thread-safe. */
public final class Pools {

  private final Calls calls;

  Pools(Calls calls) {
    this.calls = calls;
  }

  /** Creates it. A repeat with the same content answers what is there. */
  public Pool create(Pool pool) {
    return creating(pool).await();
  }

  public CompletionStage<Pool> createAsync(Pool pool) {
    return creating(pool).async();
  }

  /** {@link Reason#POOL_NOT_FOUND} if there is none of that id. */
  public Pool get(String id) {
    return getting(id).await();
  }

  public CompletionStage<Pool> getAsync(String id) {
    return getting(id).async();
  }

  /** All of them, by id. */
  public List<Pool> list() {
    return listing().await();
  }

  public CompletionStage<List<Pool>> listAsync() {
    return listing().async();
  }

  /** Replaces it. An etag in it must be the current one, else {@link Reason#STALE_ETAG}. */
  public Pool update(Pool pool) {
    return updating(pool).await();
  }

  public CompletionStage<Pool> updateAsync(Pool pool) {
    return updating(pool).async();
  }

  /** Removes it. Holds that were taken from it stay as they are. */
  public void delete(String id) {
    deleting(id).await();
  }

  public CompletionStage<?> deleteAsync(String id) {
    return deleting(id).async();
  }

  private Call<?, Pool> creating(Pool pool) {
    return calls.unary(
        PoolServiceGrpc.getCreatePoolMethod(),
        CreatePoolRequest.newBuilder().setPoolId(pool.id()).setPool(Writing.pool(pool)).build(),
        Reading::pool);
  }

  private Call<?, Pool> getting(String id) {
    return calls.unary(
        PoolServiceGrpc.getGetPoolMethod(),
        GetPoolRequest.newBuilder().setName(name(id)).build(),
        Reading::pool);
  }

  private Call<?, List<Pool>> listing() {
    return calls.paged(
        PoolServiceGrpc.getListPoolsMethod(),
        token -> ListPoolsRequest.newBuilder().setPageToken(token).build(),
        ListPoolsResponse::getNextPageToken,
        answer -> Reading.list(answer.getPoolsList(), Reading::pool));
  }

  private Call<?, Pool> updating(Pool pool) {
    return calls.update(
        PoolServiceGrpc.getUpdatePoolMethod(),
        UpdatePoolRequest.newBuilder().setName(name(pool.id())).setPool(Writing.pool(pool)).build(),
        Reading::pool);
  }

  private Call<?, Boolean> deleting(String id) {
    return calls.removal(
        PoolServiceGrpc.getDeletePoolMethod(),
        DeletePoolRequest.newBuilder().setName(name(id)).build());
  }

  private static String name(String id) {
    return "pools/" + id;
  }
}
