package dev.holdfast.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingQueryParamMatchRule;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.HoldServiceGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The web port: JSON, gRPC-Web, docs, health and metrics through Armeria. */
final class WebDoor {

  /** Armeria counts calls in flight only if there is a quiet period to wait for. */
  private static final Duration QUIET = Duration.ofMillis(20);

  private static final long POLL_MILLIS = 5;

  /** A watch names its SKUs in its address: a browser cannot send them otherwise. */
  private static final int MAX_ADDRESS_BYTES = 64 << 10;

  /** Room for the token of a watch. */
  private static final int MAX_HEADER_BYTES = 24 << 10;

  private static final ObjectMapper MAPPER = new StrictJson().newObjectMapper();

  private final Server server;

  private WebDoor(Server server) {
    this.server = server;
  }

  static WebDoor open(
      DoorSettings settings,
      EventLoopGroup workers,
      List<ServerServiceDefinition> services,
      Refusals refusals,
      HealthDoor health,
      Watches watches,
      PrometheusMeterRegistry registry) {
    WebErrors errors = new WebErrors(settings.maxMessageBytes());
    IndexPage index = IndexPage.load();
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(settings.bindHost(), settings.webPort()))
            .workerGroup(workers, false)
            .bossGroupFactory(name -> EventLoopGroups.newEventLoopGroup(1, name, true))
            .maxNumConnections(settings.maxConnections())
            .http2MaxStreamsPerConnection(settings.maxCallsPerConnection())
            .maxRequestLength(settings.maxMessageBytes())
            .http1MaxInitialLineLength(MAX_ADDRESS_BYTES)
            .http1MaxHeaderSize(MAX_HEADER_BYTES)
            .http2MaxHeaderListSize(MAX_ADDRESS_BYTES + MAX_HEADER_BYTES)
            .gracefulShutdownTimeout(QUIET, QUIET.plusMillis(settings.closeMillis()))
            .disableServerHeader()
            .errorHandler(errors)
            // A malformed body is its sender's fault; WebErrors logs what is ours.
            .unloggedExceptionsReportInterval(Duration.ZERO)
            .service(
                grpc(settings, services, refusals, errors),
                service -> service.decorate(new JsonDoor(refusals)))
            .service("/", (ctx, request) -> index.answer())
            .route()
            .get(WatchDoor.PATH)
            .build(new WatchDoor(watches))
            .service("/health/live", (ctx, request) -> json(HttpStatus.OK, "{\"live\":true}"))
            .service("/health/ready", ready(health))
            .service("/metrics", PrometheusExpositionService.of(registry.getPrometheusRegistry()))
            .serviceUnder("/docs", docs());
    if (!settings.corsOrigins().isEmpty()) {
      builder.decorator(WebCors.of(settings.corsOrigins()));
    }
    Server server = builder.build();
    try {
      server.start().join();
      return new WebDoor(server);
    } catch (CompletionException e) {
      throw new PortUnavailableException("web.port", settings.bindHost(), settings.webPort(), e);
    }
  }

  private static GrpcService grpc(
      DoorSettings settings,
      List<ServerServiceDefinition> services,
      Refusals refusals,
      WebErrors errors) {
    JsonMessages json = new JsonMessages(refusals);
    return GrpcService.builder()
        .addServiceDefinitions(services)
        .addService(ProtoReflectionServiceV1.newInstance())
        .supportedSerializationFormats(GrpcSerializationFormats.values())
        .jsonMarshallerFactory(service -> json)
        .maxRequestMessageLength(settings.maxMessageBytes())
        .enableUnframedRequests(true)
        .unframedGrpcErrorHandler(errors)
        .enableHttpJsonTranscoding(
            HttpJsonTranscodingOptions.builder()
                .queryParamMatchRules(
                    HttpJsonTranscodingQueryParamMatchRule.LOWER_CAMEL_CASE,
                    HttpJsonTranscodingQueryParamMatchRule.ORIGINAL_FIELD)
                .errorHandler(errors)
                .build())
        .exceptionHandler(
            (ctx, status, cause, metadata) -> {
              if (cause instanceof RequestTimeoutException) {
                return Status.DEADLINE_EXCEEDED.withDescription("the call took longer than it may");
              }
              return MalformedMessages.refused(cause, metadata, refusals);
            })
        .build();
  }

  private static HttpService ready(HealthDoor health) {
    return (ctx, request) -> {
      Readiness readiness = health.current();
      return json(
          readiness.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
          MAPPER.writeValueAsString(readiness));
    };
  }

  private static HttpResponse json(HttpStatus status, String body) {
    return HttpResponse.of(
        status, MediaType.JSON_UTF_8, HttpData.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static DocService docs() {
    CreateHoldRequest example =
        CreateHoldRequest.newBuilder()
            .setHoldId("basket-1")
            .setPool("web")
            .addLines(CreateHoldLine.newBuilder().setSku("MUG-BLUE").setQuantity(2))
            .build();
    return DocService.builder()
        .exampleRequests(HoldServiceGrpc.SERVICE_NAME, "CreateHold", example)
        .build();
  }

  int port() {
    return server.activeLocalPort();
  }

  /** Takes no new request from now on. */
  void shutdown() {
    server.stop();
  }

  /**
   * Waits until the calls in flight are answered and the connections closed. What Armeria completes
   * when it has stopped comes two seconds later, after its listening thread; that is a daemon.
   */
  void await(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while ((!server.activePorts().isEmpty() || server.numConnections() > 0)
        && System.nanoTime() - end < 0) {
      Thread.sleep(POLL_MILLIS);
    }
  }
}
