package dev.holdfast.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at ports before somebody opens them. */
final class Ports {
  private Ports() {}

  static void requireFree(Setting setting, String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new SettingException(
          setting.key() + " " + port + " on " + host + " cannot be used: " + e.getMessage());
    }
  }
}
