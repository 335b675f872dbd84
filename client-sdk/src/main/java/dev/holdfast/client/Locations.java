package dev.holdfast.client;

import dev.holdfast.v1.CreateLocationRequest;
import dev.holdfast.v1.DeleteLocationRequest;
import dev.holdfast.v1.GetLocationRequest;
import dev.holdfast.v1.ListLocationsRequest;
import dev.holdfast.v1.ListLocationsResponse;
import dev.holdfast.v1.LocationServiceGrpc;
import dev.holdfast.v1.UpdateLocationRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Places where stock stands. Thread-safe. */
public final class Locations {

  private final Calls calls;

  Locations(Calls calls) {
    this.calls = calls;
  }

  /** Creates it. A repeat with the same content answers what is there. */
  public Location create(Location location) {
    return creating(location).await();
  }

  public CompletionStage<Location> createAsync(Location location) {
    return creating(location).async();
  }

  /** {@link Reason#LOCATION_NOT_FOUND} if there is none of that id. */
  public Location get(String id) {
    return getting(id).await();
  }

  public CompletionStage<Location> getAsync(String id) {
    return getting(id).async();
  }

  /** All of them, by id. */
  public List<Location> list() {
    return listing().await();
  }

  public CompletionStage<List<Location>> listAsync() {
    return listing().async();
  }

  /** Replaces it. An etag in it must be the current one, else {@link Reason#STALE_ETAG}. */
  public Location update(Location location) {
    return updating(location).await();
  }

  public CompletionStage<Location> updateAsync(Location location) {
    return updating(location).async();
  }

  /** Removes it. {@link Reason#LOCATION_IN_USE} while a pool names it or stock stands there. */
  public void delete(String id) {
    deleting(id).await();
  }

  public CompletionStage<?> deleteAsync(String id) {
    return deleting(id).async();
  }

  private Call<?, Location> creating(Location location) {
    return calls.unary(
        LocationServiceGrpc.getCreateLocationMethod(),
        CreateLocationRequest.newBuilder()
            .setLocationId(location.id())
            .setLocation(Writing.location(location))
            .build(),
        Reading::location);
  }

  private Call<?, Location> getting(String id) {
    return calls.unary(
        LocationServiceGrpc.getGetLocationMethod(),
        GetLocationRequest.newBuilder().setName(name(id)).build(),
        Reading::location);
  }

  private Call<?, List<Location>> listing() {
    return calls.paged(
        LocationServiceGrpc.getListLocationsMethod(),
        token -> ListLocationsRequest.newBuilder().setPageToken(token).build(),
        ListLocationsResponse::getNextPageToken,
        answer -> Reading.list(answer.getLocationsList(), Reading::location));
  }

  private Call<?, Location> updating(Location location) {
    return calls.update(
        LocationServiceGrpc.getUpdateLocationMethod(),
        UpdateLocationRequest.newBuilder()
            .setName(name(location.id()))
            .setLocation(Writing.location(location))
            .build(),
        Reading::location);
  }

  private Call<?, Boolean> deleting(String id) {
    return calls.removal(
        LocationServiceGrpc.getDeleteLocationMethod(),
        DeleteLocationRequest.newBuilder().setName(name(id)).build());
  }

  private static String name(String id) {
    return "locations/" + id;
  }
}
