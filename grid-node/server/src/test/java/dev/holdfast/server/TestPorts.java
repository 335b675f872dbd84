package dev.holdfast.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that nobody listens on, below those that the system gives to outgoing connections. */
record TestPorts(int grpc, int web, int member, int control) {
  static final String HOST = "127.0.0.1";

  static TestPorts find() {
    return new TestPorts(free(), free(), free(), free());
  }

  private static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(22_000, 32_000);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean allFree() {
    return isFree(grpc) && isFree(web) && isFree(member) && isFree(control);
  }

  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("grpc.port", "" + grpc);
    settings.put("web.port", "" + web);
    settings.put("member.port", "" + member);
    settings.put("control.port", "" + control);
    return settings;
  }
}
