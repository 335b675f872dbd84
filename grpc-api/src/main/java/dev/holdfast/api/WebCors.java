package dev.holdfast.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What pages of other origins may send to the web port, and read of its answers. */
final class WebCors {

  private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(10);

  private WebCors() {}

  /**
   * Lets pages of these origins in.
   *
   * @param origins exact ones, or just {@code *}
   */
  static Function<? super HttpService, CorsService> of(List<String> origins) {
    CorsServiceBuilder cors =
        origins.contains("*") ? CorsService.builderForAnyOrigin() : CorsService.builder(origins);
    return cors.allowRequestMethods(
            HttpMethod.GET, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE)
        .allowRequestHeaders(
            "content-type", "grpc-timeout", "last-event-id", "x-grpc-web", "x-user-agent")
        .exposeHeaders("grpc-status", "grpc-message", "grpc-status-details-bin", "retry-after")
        .maxAge(ASK_AGAIN_AFTER)
        .newDecorator();
  }
}
