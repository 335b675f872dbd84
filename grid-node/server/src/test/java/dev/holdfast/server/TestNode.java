package dev.holdfast.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A whole node in this process, on ports of its own, and a storefront at each of its doors. */
final class TestNode implements AutoCloseable {
  final TestPorts ports;
  final Storefront grpc;
  final Storefront json;
  private final NodeProcess process;
  private final AtomicReference<Throwable> fatal;

  private TestNode(TestPorts ports, NodeProcess process, AtomicReference<Throwable> fatal) {
    this.ports = ports;
    this.process = process;
    this.fatal = fatal;
    this.grpc = new Storefront(new GrpcLine(ports.grpc()));
    this.json = new Storefront(new JsonLine(ports.web()));
  }

  /** Settings are given as {@code key=value}. */
  static TestNode start(Path directory, String... settings) {
    TestPorts ports = TestPorts.find();
    AtomicReference<Throwable> fatal = new AtomicReference<>();
    NodeProcess process =
        NodeProcess.open(
            Settings.read(null, settings(directory, ports, settings)),
            failure -> fatal.compareAndSet(null, failure));
    return new TestNode(ports, process, fatal);
  }

  static Map<String, String> settings(Path directory, TestPorts ports, String... given) {
    Map<String, String> settings = new LinkedHashMap<>(ports.settings());
    settings.put("data.dir", directory.toString());
    settings.put("cluster.shards", "8");
    settings.put("disk.least-free", "0");
    settings.put("store.url", "none");
    for (String setting : given) {
      int at = setting.indexOf('=');
      settings.put(setting.substring(0, at), setting.substring(at + 1));
    }
    return settings;
  }

  @Override
  public void close() {
    grpc.close();
    json.close();
    process.close();
    if (fatal.get() != null) {
      throw new AssertionError("the node met a failure that no node may survive", fatal.get());
    }
  }
}
