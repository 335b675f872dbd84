package dev.holdfast.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.base.Throwables;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.UnframedGrpcErrorHandler;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every error of the web port as the JSON of a google.rpc.Status, with the HTTP status that
 * google.rpc.Code gives it. Safe for any thread.
 */
final class WebErrors implements UnframedGrpcErrorHandler, ServerErrorHandler {

  private static final Logger LOG = LoggerFactory.getLogger(WebErrors.class);

  private static final String DETAILS = "grpc-status-details-bin";

  /** What Jackson says about where the text came from, and in the group the place in it. */
  private static final String SOURCE = "\\[Source: [^;]*; (line: \\d+, column: \\d+)\\]";

  private final int maxBytes;

  WebErrors(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The HTTP status of a google.rpc.Code, as google/rpc/code.proto has it. */
  static HttpStatus http(int code) {
    return switch (Code.forNumber(code)) {
      case OK -> HttpStatus.OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ABORTED, ALREADY_EXISTS -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case CANCELLED -> HttpStatus.valueOf(499);
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> HttpStatus.INTERNAL_SERVER_ERROR;
      case null -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  /** A call that ended with an error behind the JSON form. */
  @Override
  public HttpResponse handle(
      ServiceRequestContext ctx, io.grpc.Status status, AggregatedHttpResponse response) {
    String details = response.trailers().get(DETAILS);
    if (details == null) {
      details = response.headers().get(DETAILS);
    }
    return json(details == null ? plain(status) : decode(details)).toHttpResponse();
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    return json(status(cause)).toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return cause == null || status.isClientError()
        ? json(status(status, description), status)
        : json(status(cause));
  }

  static AggregatedHttpResponse json(Status status) {
    return json(status, http(status.getCode()));
  }

  private static AggregatedHttpResponse json(Status status, HttpStatus http) {
    return AggregatedHttpResponse.of(
        http.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.code() ? HttpStatus.BAD_REQUEST : http,
        MediaType.JSON_UTF_8,
        HttpData.wrap(JsonMessages.bytes(status)));
  }

  private Status status(Throwable cause) {
    Throwable root = Throwables.getRootCause(cause);
    if (root instanceof JsonProcessingException malformed) {
      String where = malformed.getOriginalMessage().replaceAll(SOURCE, "$1");
      return JsonFault.malformed("the body is not JSON: " + where);
    }
    if (Throwables.getCausalChain(cause).stream()
        .anyMatch(ContentTooLargeException.class::isInstance)) {
      return tooLarge();
    }
    if (root instanceof RequestTimeoutException) {
      return Errors.of(
          Code.DEADLINE_EXCEEDED, "DEADLINE_PASSED", "the call took longer than it may");
    }
    if (root instanceof NumberFormatException) {
      return JsonFault.malformed("a number in the query cannot be read: " + root.getMessage());
    }
    if (cause instanceof HttpStatusException http) {
      return status(http.httpStatus(), root == cause ? null : root.getMessage());
    }
    LOG.error("A call failed at the web port", cause);
    return Errors.internal();
  }

  private Status status(HttpStatus http, @Nullable String description) {
    String message = description == null ? http.reasonPhrase() : description;
    return switch (http.code()) {
      case 400, 415 -> JsonFault.malformed(inWords(message));
      case 404 -> Errors.of(Code.NOT_FOUND, "PATH_NOT_FOUND", "nothing is at this path");
      case 405 ->
          Errors.of(
              Code.UNIMPLEMENTED, "METHOD_NOT_ALLOWED", "this path does not take this method");
      case 413 -> tooLarge();
      case 414 -> headers("the request line may have at most 65,536 bytes");
      case 431 -> headers("the headers may have at most 24,576 bytes");
      case 503 -> Errors.of(Code.UNAVAILABLE, "SHARD_CLOSED", message);
      default -> Errors.of(Code.UNKNOWN, "HTTP_" + http.code(), message);
    };
  }

  private static Status headers(String message) {
    return Errors.invalid("INVALID_HEADERS", List.of(new Errors.Fault("", message)));
  }

  /** Armeria's words for what is not the JSON of a message, where they are not for callers. */
  private static String inWords(String message) {
    if (message.startsWith("Missing or invalid content-type")) {
      return "the content-type must be application/json";
    }
    if (message.equals("Decoder failure")) {
      return "the request is not HTTP";
    }
    return message.startsWith("Unexpected JSON: ") ? "the body must be a JSON object" : message;
  }

  private Status tooLarge() {
    return Errors.invalid(
        "INVALID_MESSAGE_SIZE",
        List.of(new Errors.Fault("", "a message may have at most %,d bytes".formatted(maxBytes))));
  }

  private static Status plain(io.grpc.Status status) {
    String message = status.getDescription();
    return Errors.of(
        Code.forNumber(status.getCode().value()),
        status.getCode().name(),
        message == null ? status.getCode().name() : message);
  }

  private static Status decode(String details) {
    try {
      return Status.parseFrom(Base64.getDecoder().decode(details));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a status that was made here cannot be read", e);
    }
  }
}
