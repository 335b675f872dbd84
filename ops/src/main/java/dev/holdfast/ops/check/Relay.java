package dev.holdfast.ops.check;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A wire of our own before a node: it can be cut, so that connections break and none can be made,
 * and it can be stopped, so that bytes wait on their way without a word. Thread-safe.
 */
final class Relay implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;

  private final SocketAddress to;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moving = lock.newCondition();
  private boolean stopped;
  private volatile boolean cut;

  private Relay(SocketAddress to, ServerSocket door) {
    this.to = to;
    this.door = door;
  }

  /**
   * Opens a wire.
   *
   * @param address {@code host:port} of a node
   */
  static Relay to(String address) {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    try {
      ServerSocket door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
      Relay relay = new Relay(new InetSocketAddress(address.substring(0, colon), port), door);
      Thread.ofVirtual().start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new OperationException("cannot open a relay: " + e.getMessage(), e);
    }
  }

  /** {@code host:port} to connect to instead. */
  String address() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  /** Breaks every connection and lets none be made. */
  void cut() {
    cut = true;
    open.forEach(Relay::close);
  }

  /** Lets connections be made again. */
  void mend() {
    cut = false;
  }

  /** Holds bytes back until {@link #go}; the connections stay. */
  void stop() {
    move(true);
  }

  void go() {
    move(false);
  }

  private void move(boolean stop) {
    lock.lock();
    try {
      stopped = stop;
      moving.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        if (cut) {
          close(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // The door was closed, or a client has gone already: the next one is no worse for it.
        Thread.yield();
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket node = new Socket();
    try {
      node.connect(to, CONNECT_MILLIS);
    } catch (IOException e) {
      close(client);
      throw e;
    }
    open.add(client);
    open.add(node);
    Thread.ofVirtual().start(() -> pump(client, node));
    Thread.ofVirtual().start(() -> pump(node, client));
  }

  private void pump(Socket from, Socket to) {
    byte[] bytes = new byte[1 << 14];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        awaitMoving();
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // Either end has gone, or the wire was cut: so is the other end.
      close(from);
    } finally {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private void awaitMoving() {
    lock.lock();
    try {
      while (stopped) {
        moving.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new OperationException("cannot close a socket of the relay", e);
    }
  }

  @Override
  public void close() {
    go();
    cut();
    try {
      door.close();
    } catch (IOException e) {
      throw new OperationException("cannot close the relay", e);
    }
  }
}
