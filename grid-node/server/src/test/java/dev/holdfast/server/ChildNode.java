package dev.holdfast.server;

import java.io.IOException;

/** What a {@link TestProcess} runs: a node that does not outlive the test that started it. */
final class ChildNode {
  private ChildNode() {}

  public static void main(String[] args) {
    Thread parent = new Thread(ChildNode::awaitParent, "parent");
    parent.setDaemon(true);
    parent.start();
    Main.main(args);
  }

  /** The other end of the pipe closes with the parent, however it ends. */
  private static void awaitParent() {
    try {
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      System.err.println("the parent is gone: " + e);
    }
    Runtime.getRuntime().halt(99);
  }
}
