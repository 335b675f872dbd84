package dev.holdfast.server;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import dev.holdfast.v1.GridServiceProto;
import dev.holdfast.v1.HoldServiceProto;
import dev.holdfast.v1.LocationServiceProto;
import dev.holdfast.v1.PoolServiceProto;
import dev.holdfast.v1.StockServiceProto;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every request type belongs to one method. */
final class Methods {
  private static final Map<String, MethodDescriptor> BY_REQUEST =
      Stream.of(
              HoldServiceProto.getDescriptor(),
              StockServiceProto.getDescriptor(),
              PoolServiceProto.getDescriptor(),
              LocationServiceProto.getDescriptor(),
              GridServiceProto.getDescriptor())
          .flatMap(file -> file.getServices().stream())
          .flatMap(service -> service.getMethods().stream())
          .collect(Collectors.toMap(method -> method.getInputType().getFullName(), m -> m));

  private Methods() {}

  static MethodDescriptor of(Message request) {
    return BY_REQUEST.get(request.getDescriptorForType().getFullName());
  }

  /** An empty answer of a method. */
  static Message answer(MethodDescriptor method) {
    String name = method.getOutputType().getName();
    try {
      return (Message)
          Class.forName("dev.holdfast.v1." + name).getMethod("getDefaultInstance").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("there is no message " + name, e);
    }
  }
}
