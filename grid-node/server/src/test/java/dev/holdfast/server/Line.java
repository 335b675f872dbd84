package dev.holdfast.server;

import com.google.protobuf.Message;

/** A way to a node's services. Safe for any thread. */
interface Line extends AutoCloseable {

  /**
   * Calls the method that takes this request.
   *
   * @throws RefusedCall if the answer is an error
   */
  Message call(Message request);

  @Override
  void close();
}
