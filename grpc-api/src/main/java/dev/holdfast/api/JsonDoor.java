package dev.holdfast.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Armeria's gRPC service for what differs between JSON and gRPC: an unknown query
 * parameter is refused, and the limits on the length and the time of a request are not applied to a
 * gRPC stream, whose messages have their own. Safe for any thread.
 */
final class JsonDoor implements DecoratingHttpServiceFunction {

  private final Refusals refusals;

  JsonDoor(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    if (isFramed(request.contentType())) {
      ctx.setMaxRequestLength(0);
      if (isStream(delegate, ctx)) {
        ctx.clearRequestTimeout();
      }
      return delegate.serve(ctx, request);
    }
    if (!PercentEncoding.isUtf8(ctx.path()) || !PercentEncoding.isUtf8(ctx.query())) {
      Status status = JsonFault.malformed("the address is not percent-encoded UTF-8");
      return WebErrors.json(refusals.of(status)).toHttpResponse();
    }
    Status unknown = ctx.queryParams().isEmpty() ? null : unknownParameter(delegate, ctx);
    if (unknown != null) {
      return WebErrors.json(refusals.of(unknown)).toHttpResponse();
    }
    return request.method() == HttpMethod.GET
        ? delegate.serve(ctx, request)
        : HttpResponse.of(
            request
                .aggregate()
                .thenApply(
                    ctx.makeContextAware((AggregatedHttpRequest r) -> text(delegate, ctx, r))));
  }

  /** What reads JSON here would put question marks in place of what is not UTF-8. */
  private HttpResponse text(
      HttpService delegate, ServiceRequestContext ctx, AggregatedHttpRequest request) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(request.content().array()));
    } catch (CharacterCodingException e) {
      Status status = JsonFault.malformed("the body is not UTF-8");
      return WebErrors.json(refusals.of(status)).toHttpResponse();
    }
    HttpRequest again = request.toHttpRequest();
    ctx.updateRequest(again);
    try {
      return delegate.serve(ctx, again);
    } catch (Exception e) {
      return HttpResponse.ofFailure(e);
    }
  }

  private static boolean isFramed(@Nullable MediaType type) {
    return type != null && type.type().equals("application") && type.subtype().startsWith("grpc");
  }

  /** A stream lives as long as its caller wants; a deadline that it gives is set later. */
  private static boolean isStream(HttpService delegate, ServiceRequestContext ctx) {
    GrpcService grpc = delegate.as(GrpcService.class);
    ServerMethodDefinition<?, ?> method = grpc == null ? null : grpc.methodDefinition(ctx);
    return method != null && method.getMethodDescriptor().getType() != MethodType.UNARY;
  }

  private static @Nullable Status unknownParameter(
      HttpService delegate, ServiceRequestContext ctx) {
    GrpcService grpc = delegate.as(GrpcService.class);
    ServerMethodDefinition<?, ?> method = grpc == null ? null : grpc.methodDefinition(ctx);
    if (method == null
        || !(method.getMethodDescriptor().getRequestMarshaller()
            instanceof PrototypeMarshaller<?> marshaller)
        || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
      return null;
    }
    Descriptor type = prototype.getDescriptorForType();
    for (String name : ctx.queryParams().names()) {
      if (!isField(type, name)) {
        return JsonFault.unknown(name, type);
      }
    }
    return null;
  }

  private static boolean isField(Descriptor type, String path) {
    String first = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    return type.getFields().stream()
        .anyMatch(field -> field.getName().equals(first) || field.getJsonName().equals(first));
  }
}
