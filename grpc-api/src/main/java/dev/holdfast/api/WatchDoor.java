package dev.holdfast.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.holdfast.v1.WatchAvailabilityRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * WatchAvailability as server-sent events: JSON transcoding knows unary calls only. Safe for any
 * thread.
 */
final class WatchDoor implements HttpService {

  static final String PATH = "/v1/availability:watch";

  private static final Descriptor TYPE = WatchAvailabilityRequest.getDescriptor();

  private final Watches watches;

  WatchDoor(Watches watches) {
    this.watches = watches;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    WatchAvailabilityRequest.Builder wish = WatchAvailabilityRequest.newBuilder();
    String unknown = read(ctx.queryParams(), wish);
    if (unknown != null) {
      Status status = watches.refusals().of(JsonFault.unknown(unknown, TYPE));
      return WebErrors.json(status).toHttpResponse();
    }
    // A browser that connects again repeats the address that it knows, and adds how far it got.
    String lastEvent = request.headers().get("last-event-id", "");
    if (!lastEvent.isEmpty()) {
      wish.setResumeToken(lastEvent);
    }
    WatchAvailabilityRequest asked = wish.build();
    Status fault = watches.fault(asked);
    if (fault != null) {
      return WebErrors.json(fault).toHttpResponse();
    }
    ctx.clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    watches.events(
        asked,
        new WatchPage(
            out,
            ctx.eventLoop().withoutContext(),
            watches.refusals(),
            watches.method("WatchAvailability.events")));
    return out;
  }

  /** The name of a parameter that is no field, or null. */
  private static @Nullable String read(QueryParams params, WatchAvailabilityRequest.Builder into) {
    for (Map.Entry<String, String> param : params) {
      switch (param.getKey()) {
        case "pool" -> into.setPool(param.getValue());
        case "skus" -> into.addSkus(param.getValue());
        case "resume_token", "resumeToken" -> into.setResumeToken(param.getValue());
        default -> {
          return param.getKey();
        }
      }
    }
    return null;
  }
}
