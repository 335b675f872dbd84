package dev.holdfast.api;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import dev.holdfast.v1.Shortages;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Messages as JSON: every field is printed, also 0, false and empty; an unknown one is refused.
 * Armeria's own marshaller drops what is 0. Safe for any thread.
 */
final class JsonMessages implements GrpcJsonMarshaller {

  private static final JsonFormat.TypeRegistry DETAILS =
      JsonFormat.TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(BadRequest.getDescriptor())
          .add(RetryInfo.getDescriptor())
          .add(Shortages.getDescriptor())
          .build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(DETAILS)
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(DETAILS);

  private final Refusals refusals;

  JsonMessages(Refusals refusals) {
    this.refusals = refusals;
  }

  static byte[] bytes(MessageOrBuilder message) {
    try {
      return PRINTER.print(message).getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a detail of a type that is not in the registry", e);
    }
  }

  static void merge(String json, Message.Builder into) throws InvalidProtocolBufferException {
    PARSER.merge(json, into);
  }

  @Override
  public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream out)
      throws IOException {
    out.write(bytes((Message) message));
  }

  @Override
  public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream in) throws IOException {
    PrototypeMarshaller<T> typed = (PrototypeMarshaller<T>) marshaller;
    Message prototype = (Message) requireNonNull(typed.getMessagePrototype());
    String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    Message.Builder builder = prototype.newBuilderForType();
    try {
      merge(json, builder);
    } catch (InvalidProtocolBufferException e) {
      throw RefusalException.of(refusals.of(JsonFault.in(json, prototype, e)));
    }
    Optional<Status> unpaired = JsonFault.unpaired(builder, "");
    if (unpaired.isPresent()) {
      throw RefusalException.of(refusals.of(unpaired.get()));
    }
    @SuppressWarnings("unchecked")
    T message = (T) builder.build();
    return message;
  }
}
