package dev.holdfast.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePortsTest {

  @Test
  void onlyABusyPortIsMoved() throws IOException {
    NodePorts free = NodePorts.free();
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NodePorts wanted =
          new NodePorts(busy.getLocalPort(), free.web(), free.member(), free.control());
      NodePorts moved = wanted.movedIfBusy();
      assertThat(moved.grpc()).isNotEqualTo(busy.getLocalPort()).isPositive();
      assertThat(moved.web()).isEqualTo(free.web());
      assertThat(moved.member()).isEqualTo(free.member());
      assertThat(moved.control()).isEqualTo(free.control());
    }
  }

  @Test
  void noTwoFreePortsAreTheSame() {
    NodePorts ports = NodePorts.free();
    assertThat(Set.of(ports.grpc(), ports.web(), ports.member(), ports.control())).hasSize(4);
  }
}
