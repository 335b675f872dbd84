package dev.holdfast.server;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.v1.Shortages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** JSON over HTTP/1.1, at the paths that the proto files give. */
final class JsonLine implements Line {
  private static final TypeRegistry DETAILS =
      TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(RetryInfo.getDescriptor())
          .add(BadRequest.getDescriptor())
          .add(Shortages.getDescriptor())
          .build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  JsonLine(int port) {
    base = "http://" + TestPorts.HOST + ":" + port;
  }

  @Override
  public Message call(Message request) {
    MethodDescriptor method = Methods.of(request);
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    HttpResponse<String> answer =
        switch (rule.getPatternCase()) {
          case GET -> send("GET", path(rule.getGet(), request), "");
          case DELETE -> send("DELETE", path(rule.getDelete(), request) + etag(request), "");
          case POST -> send("POST", path(rule.getPost(), request), body(request));
          case PATCH -> send("PATCH", path(rule.getPatch(), request), body(request));
          case PUT, CUSTOM, PATTERN_NOT_SET -> throw new AssertionError("no path for " + method);
        };
    try {
      if (answer.statusCode() != 200) {
        Status.Builder status = Status.newBuilder();
        JsonFormat.parser().usingTypeRegistry(DETAILS).merge(answer.body(), status);
        throw new RefusedCall(status.build());
      }
      Message.Builder message = Methods.answer(method).newBuilderForType();
      JsonFormat.parser().usingTypeRegistry(DETAILS).merge(answer.body(), message);
      return message.build();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(answer + " is not what it should be: " + answer.body(), e);
    }
  }

  /** One request as it is. */
  HttpResponse<String> send(String verb, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(15))
            .header("content-type", "application/json")
            .method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static String path(String template, Message request) {
    return template.contains("{name=")
        ? template.replaceAll("\\{name=[^}]*}", (String) request.getField(field(request, "name")))
        : template;
  }

  private static String etag(Message request) {
    String etag = (String) request.getField(field(request, "etag"));
    return etag.isEmpty() ? "" : "?etag=" + etag;
  }

  /** What the path says already is left out. */
  private static String body(Message request) {
    FieldDescriptor name = field(request, "name");
    try {
      return JsonFormat.printer()
          .print(name == null ? request : request.toBuilder().clearField(name).build());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static FieldDescriptor field(Message request, String name) {
    return request.getDescriptorForType().findFieldByName(name);
  }

  @Override
  public void close() {
    http.close();
  }
}
