package dev.holdfast.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the field for which JSON could not be read as a message: JsonFormat says what is wrong but
 * not always where. Runs on refused requests only.
 */
final class JsonFault {

  static final String REASON = "INVALID_JSON";

  private static final ObjectMapper MAPPER = new StrictJson().newObjectMapper();

  private JsonFault() {}

  /** The refusal of JSON that the parser threw at. */
  static Status in(String json, Message prototype, InvalidProtocolBufferException thrown) {
    try {
      Optional<Status> found = find(MAPPER.readTree(json), prototype.getDescriptorForType(), "");
      return found.orElseGet(() -> malformed(String.valueOf(thrown.getMessage())));
    } catch (JsonProcessingException e) {
      return malformed(e.getOriginalMessage());
    }
  }

  /** The refusal of text that is no JSON, or not the JSON of a message. */
  static Status malformed(String description) {
    return Errors.invalid(REASON, List.of(new Errors.Fault("", description)));
  }

  static Status unknown(String path, Descriptor type) {
    String description = "is not a field of " + type.getName();
    return Errors.invalid(REASON, List.of(new Errors.Fault(path, description)));
  }

  /**
   * The refusal of text that JSON can escape but UTF-8 cannot write: half a surrogate pair, which
   * protobuf would turn into a question mark without a word.
   */
  static Optional<Status> unpaired(MessageOrBuilder message, String path) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      String at = path + field.getKey().getName();
      List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
      for (Object value : values) {
        Optional<Status> fault =
            switch (value) {
              case String text when !StandardCharsets.UTF_8.newEncoder().canEncode(text) ->
                  Optional.of(Errors.invalid(at, "must be Unicode: half a surrogate pair is not"));
              case MessageOrBuilder inner -> unpaired(inner, at + ".");
              default -> Optional.empty();
            };
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Status> find(JsonNode object, Descriptor type, String path) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      FieldDescriptor field = field(type, entry.getKey());
      if (field == null) {
        return Optional.of(unknown(path + entry.getKey(), type));
      }
      Optional<Status> fault = find(field, entry.getKey(), entry.getValue(), path);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<Status> find(
      FieldDescriptor field, String key, JsonNode value, String path) {
    String at = path + field.getName();
    if (!field.isRepeated() || !value.isArray()) {
      return findOne(field, key, value, value, at);
    }
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      JsonNode alone = MAPPER.createArrayNode().add(element);
      Optional<Status> fault = findOne(field, key, alone, element, at + "[" + i + "]");
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<Status> findOne(
      FieldDescriptor field, String key, JsonNode value, JsonNode element, String at) {
    try {
      String alone = MAPPER.createObjectNode().set(key, value).toString();
      JsonMessages.merge(alone, DynamicMessage.newBuilder(field.getContainingType()));
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      if (element.isObject() && isOurs(field)) {
        Optional<Status> inner = find(element, field.getMessageType(), at + ".");
        if (inner.isPresent()) {
          return inner;
        }
      }
      return Optional.of(Errors.invalid(at, "cannot be read: " + e.getMessage()));
    }
  }

  /** Protobuf's own types have a JSON form that is not their fields. */
  private static boolean isOurs(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.getMessageType().getFile().getPackage().equals("google.protobuf");
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String key) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getName().equals(key) || field.getJsonName().equals(key)) {
        return field;
      }
    }
    return null;
  }
}
