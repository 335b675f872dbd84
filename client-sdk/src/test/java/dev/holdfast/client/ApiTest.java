package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a service that embeds the SDK can rely on. */
class ApiTest {

  /** The class file version of Java 17. */
  private static final int JAVA_17 = 61;

  @Test
  void classFilesAreForJava17() throws Exception {
    for (Path file : classFiles()) {
      assertThat(majorVersion(file)).as("%s", file).isEqualTo(JAVA_17);
    }
  }

  @Test
  void noTypeOfALibraryIsInAPublicSignature() throws Exception {
    List<String> found = new ArrayList<>();
    for (Class<?> type : publicTypes()) {
      for (String used : typesInSignatures(type)) {
        if (!used.matches(".*\\b(java\\.|dev\\.holdfast\\.client\\.[A-Z]).*") && used.contains(".")
            || used.contains("dev.holdfast.client.internal")
            || used.contains("dev.holdfast.v1")
            || used.contains("com.google")
            || used.contains("io.grpc")) {
          found.add(type.getSimpleName() + " shows " + used);
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(publicTypes()).contains(Holdfast.class, Hold.class).hasSizeGreaterThan(25);
  }

  @Test
  void everyCallThatWaitsHasAFormThatDoesNot() {
    for (Class<?> type :
        List.of(Holdfast.class, Stock.class, Pools.class, Locations.class, Grid.class)) {
      List<String> names = Arrays.stream(type.getMethods()).map(Method::getName).toList();
      for (String name : names) {
        if (name.endsWith("Async")) {
          assertThat(names).contains(name.substring(0, name.length() - "Async".length()));
        }
      }
      assertThat(names).anyMatch(name -> name.endsWith("Async"));
    }
  }

  private static List<String> typesInSignatures(Class<?> type) {
    List<Type> types = new ArrayList<>();
    types.add(type.getGenericSuperclass() == null ? Object.class : type.getGenericSuperclass());
    types.addAll(List.of(type.getGenericInterfaces()));
    for (Executable executable : type.getDeclaredConstructors()) {
      addTypes(executable, types);
    }
    for (Method method : type.getDeclaredMethods()) {
      if (addTypes(method, types)) {
        types.add(method.getGenericReturnType());
      }
    }
    return types.stream().map(Type::getTypeName).distinct().toList();
  }

  private static boolean addTypes(Executable executable, List<Type> types) {
    boolean visible =
        Modifier.isPublic(executable.getModifiers())
            || Modifier.isProtected(executable.getModifiers());
    if (visible) {
      types.addAll(List.of(executable.getGenericParameterTypes()));
      types.addAll(List.of(executable.getGenericExceptionTypes()));
    }
    return visible;
  }

  private static List<Class<?>> publicTypes() throws Exception {
    List<Class<?>> types = new ArrayList<>();
    Path root = root();
    for (Path file : classFiles()) {
      String name = root.relativize(file).toString().replace('/', '.').replace(".class", "");
      if (!name.contains(".internal.") && !name.endsWith("package-info")) {
        Class<?> type = Class.forName(name);
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    return types;
  }

  private static List<Path> classFiles() throws Exception {
    try (Stream<Path> files = Files.walk(root())) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }

  private static Path root() throws URISyntaxException {
    return Path.of(Holdfast.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static int majorVersion(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream data = new DataInputStream(bytes)) {
      assertThat(data.readInt()).isEqualTo(0xCAFEBABE);
      data.readUnsignedShort();
      return data.readUnsignedShort();
    }
  }
}
