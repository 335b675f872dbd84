package dev.holdfast.api;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;
import java.util.function.Supplier;

/**
 * grpc.health.v1 from the node's readiness: asked anew at each check, and looked at every so often
 * for those who watch. Safe for any thread.
 */
final class HealthDoor implements ServerInterceptor {

  private final Supplier<Readiness> readiness;
  private final List<String> services;
  private final HealthStatusManager health = new HealthStatusManager();
  private volatile boolean closed;

  /**
   * @param services the names that may be asked for, beside the empty one
   */
  HealthDoor(Supplier<Readiness> readiness, List<String> services) {
    this.readiness = readiness;
    this.services = List.copyOf(services);
    refresh();
  }

  ServerServiceDefinition service() {
    BindableService service = health.getHealthService();
    return ServerInterceptors.intercept(service, this);
  }

  /** Tells the watchers what has changed. */
  void refresh() {
    ServingStatus now = current().ready() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, now);
    services.forEach(service -> health.setStatus(service, now));
  }

  Readiness current() {
    return closed ? Readiness.notReady("the node is stopping") : readiness.get();
  }

  /** NOT_SERVING from now on. */
  void close() {
    if (!closed) {
      closed = true;
      health.enterTerminalState();
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    refresh();
    return next.startCall(call, headers);
  }
}
