package dev.holdfast.api;

import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.GridServiceGrpc;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.LocationServiceGrpc;
import dev.holdfast.v1.PoolServiceGrpc;
import dev.holdfast.v1.StockServiceGrpc;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The ports through which the world reaches a grid: gRPC on one, the same services as JSON and
 * gRPC-Web with docs, health and metrics on the other. Open from {@link #start} to {@link #close};
 * safe for any thread.
 */
public final class Doors implements AutoCloseable {

  private static final long HEALTH_MILLIS = 200;

  /** The web port looks every 100 ms whether calls are in flight, and says goodbye for a second. */
  private static final long WEB_MILLIS = 1_200;

  private static final List<String> SERVICES =
      List.of(
          HoldServiceGrpc.SERVICE_NAME,
          StockServiceGrpc.SERVICE_NAME,
          PoolServiceGrpc.SERVICE_NAME,
          LocationServiceGrpc.SERVICE_NAME,
          GridServiceGrpc.SERVICE_NAME);

  private final DoorSettings settings;
  private final EventLoopGroup workers;
  private final HealthDoor health;
  private final HoldStreams streams;
  private final Watches watches;
  private final GrpcDoor grpc;
  private final WebDoor web;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Doors(
      DoorSettings settings,
      EventLoopGroup workers,
      HealthDoor health,
      HoldStreams streams,
      Watches watches,
      GrpcDoor grpc,
      WebDoor web) {
    this.settings = settings;
    this.workers = workers;
    this.health = health;
    this.streams = streams;
    this.watches = watches;
    this.grpc = grpc;
    this.web = web;
  }

  /**
   * Opens both ports.
   *
   * @param readiness asked often and from any thread; must not block
   * @throws PortUnavailableException if a port cannot be had; then neither is open
   */
  public static Doors start(
      DoorSettings settings,
      StockGrid grid,
      PrometheusMeterRegistry registry,
      Supplier<Readiness> readiness) {
    CallMeters meters = new CallMeters(registry);
    Refusals refusals = new Refusals(meters);
    RequestRules rules = new RequestRules();
    EventLoopGroup workers = GrpcServerSettings.workers(settings);
    EventLoops loops = new EventLoops(workers, Pressure.waits(registry));
    AnswerRoom room = AnswerRoom.ofHeap();
    HoldStreams streams =
        new HoldStreams(grid, rules, refusals, meters, loops, room, settings.maxStreamLines());
    Answers answers = new Answers(rules, refusals, loops, room);
    Watches watches = new Watches(grid, rules, refusals, loops, meters);
    HealthDoor health = new HealthDoor(readiness, SERVICES);
    List<ServerServiceDefinition> services =
        measured(
            new CallMeasuring(meters, refusals, room, loops),
            new HoldDoor(grid, answers, refusals, streams),
            new StockDoor(grid, answers, refusals, watches),
            new PoolDoor(grid, answers),
            new LocationDoor(grid, answers),
            new GridDoor(grid, answers, loops, settings.version()));
    services.add(health.service());
    return open(settings, workers, services, refusals, health, streams, watches, registry);
  }

  private static List<ServerServiceDefinition> measured(
      CallMeasuring measuring, BindableService... services) {
    List<ServerServiceDefinition> measured = new ArrayList<>();
    for (BindableService service : services) {
      measured.add(ServerInterceptors.intercept(service, measuring));
    }
    return measured;
  }

  private static Doors open(
      DoorSettings settings,
      EventLoopGroup workers,
      List<ServerServiceDefinition> services,
      Refusals refusals,
      HealthDoor health,
      HoldStreams streams,
      Watches watches,
      PrometheusMeterRegistry registry) {
    GrpcDoor grpc = null;
    try {
      List<ServerServiceDefinition> guarded = new ArrayList<>();
      services.forEach(service -> guarded.add(MalformedMessages.guard(service, refusals)));
      grpc = GrpcDoor.open(settings, workers, guarded);
      WebDoor web = WebDoor.open(settings, workers, services, refusals, health, watches, registry);
      workers
          .next()
          .scheduleAtFixedRate(
              health::refresh, HEALTH_MILLIS, HEALTH_MILLIS, TimeUnit.MILLISECONDS);
      return new Doors(settings, workers, health, streams, watches, grpc, web);
    } catch (RuntimeException e) {
      if (grpc != null) {
        grpc.shutdownNow();
      }
      workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** The port that gRPC listens on. */
  public int grpcPort() {
    return grpc.port();
  }

  /** The port that JSON, gRPC-Web, docs, health and metrics listen on. */
  public int webPort() {
    return web.port();
  }

  /**
   * Says NOT_SERVING, takes nothing new, lets calls in flight finish for at most {@link
   * DoorSettings#closeMillis}, then closes what is left.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    health.close();
    grpc.shutdown();
    web.shutdown();
    streams.close();
    watches.close();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.closeMillis());
    try {
      grpc.await(settings.closeMillis());
      web.await(Math.max(0, end - System.nanoTime()) / 1_000_000 + WEB_MILLIS);
    } catch (InterruptedException e) {
      grpc.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
