package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The four ports of a node. A node refuses a busy port, so whoever starts one looks first. Between
 * the look and the node's own bind another process may take the port: the node then says so.
 */
public record NodePorts(int grpc, int web, int member, int control) {

  /** Where a node listens unless told otherwise. */
  public static final NodePorts USUAL = new NodePorts(7400, 7480, 5701, 5801);

  /** These, each moved to a free port if it is busy. */
  public NodePorts movedIfBusy() {
    return pick(grpc, web, member, control);
  }

  /** Four free ports. */
  public static NodePorts free() {
    return pick(0, 0, 0, 0);
  }

  /** Holds all four open until all are found, so that no two are the same. */
  private static NodePorts pick(int... wanted) {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int port : wanted) {
        open.add(bind(port));
      }
      int[] found = open.stream().mapToInt(ServerSocket::getLocalPort).toArray();
      return new NodePorts(found[0], found[1], found[2], found[3]);
    } catch (IOException e) {
      throw new OperationException("no free port on the loopback address: " + e.getMessage(), e);
    } finally {
      open.forEach(NodePorts::close);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    try {
      return bound(port);
    } catch (IOException busy) {
      return bound(0);
    }
  }

  private static ServerSocket bound(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new OperationException("cannot close a probed port: " + e.getMessage(), e);
    }
  }
}
