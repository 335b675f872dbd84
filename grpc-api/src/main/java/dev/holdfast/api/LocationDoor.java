package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.v1.CreateLocationRequest;
import dev.holdfast.v1.DeleteLocationRequest;
import dev.holdfast.v1.DeleteLocationResponse;
import dev.holdfast.v1.GetLocationRequest;
import dev.holdfast.v1.ListLocationsRequest;
import dev.holdfast.v1.ListLocationsResponse;
import dev.holdfast.v1.Location;
import dev.holdfast.v1.LocationServiceGrpc;
import dev.holdfast.v1.UpdateLocationRequest;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** LocationService in front of the port. Safe for any thread. */
final class LocationDoor extends LocationServiceGrpc.LocationServiceImplBase {

  private final StockGrid grid;
  private final Answers answers;

  LocationDoor(StockGrid grid, Answers answers) {
    this.grid = grid;
    this.answers = answers;
  }

  @Override
  public void createLocation(CreateLocationRequest request, StreamObserver<Location> out) {
    String id = request.getLocationId();
    answers.answer(
        request,
        out,
        r ->
            grid.change(
                new CatalogueCommand.CreateLocation(id, LocationMapping.spec(r.getLocation())),
                Deadlines.current()),
        catalogue -> location(catalogue, id));
  }

  @Override
  public void getLocation(GetLocationRequest request, StreamObserver<Location> out) {
    answers.answerNow(
        request,
        out,
        r ->
            grid.catalogue()
                .then(
                    catalogue ->
                        catalogue
                            .location(id(r.getName()))
                            .map(location -> Answer.done(LocationMapping.location(location)))
                            .orElseGet(() -> notFound(r.getName()))));
  }

  @Override
  public void listLocations(
      ListLocationsRequest request, StreamObserver<ListLocationsResponse> out) {
    Optional<String> after = Page.after(LocationMapping.PREFIX, request.getPageToken());
    if (after.isEmpty()) {
      answers.refuse(out, Page.unknownToken());
      return;
    }
    answers.answerNow(
        request,
        out,
        r -> grid.catalogue().map(catalogue -> page(catalogue, after.get(), r.getPageSize())));
  }

  private static ListLocationsResponse page(Catalogue catalogue, String after, int size) {
    Page<Location> page =
        Page.of(
            LocationMapping.PREFIX,
            catalogue.locations(),
            dev.holdfast.engine.catalogue.Location::id,
            LocationMapping::location,
            after,
            size);
    return ListLocationsResponse.newBuilder()
        .addAllLocations(page.items())
        .setNextPageToken(page.nextToken())
        .build();
  }

  @Override
  public void updateLocation(UpdateLocationRequest request, StreamObserver<Location> out) {
    answers.answer(
        request,
        out,
        r ->
            grid.change(
                new CatalogueCommand.UpdateLocation(
                    id(r.getName()),
                    LocationMapping.spec(r.getLocation()),
                    r.getLocation().getEtag()),
                Deadlines.current()),
        catalogue -> location(catalogue, id(request.getName())));
  }

  @Override
  public void deleteLocation(
      DeleteLocationRequest request, StreamObserver<DeleteLocationResponse> out) {
    answers.answer(
        request,
        out,
        r ->
            grid.change(
                new CatalogueCommand.DeleteLocation(id(r.getName()), r.getEtag()),
                Deadlines.current()),
        catalogue -> DeleteLocationResponse.getDefaultInstance());
  }

  private static Location location(Catalogue catalogue, String id) {
    return LocationMapping.location(catalogue.location(id).orElseThrow());
  }

  private static String id(String name) {
    return name.substring(LocationMapping.PREFIX.length());
  }

  private static <T> Answer<T> notFound(String name) {
    return Answer.refused(Reason.LOCATION_NOT_FOUND, "there is no location " + id(name), "name");
  }
}
