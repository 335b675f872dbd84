package dev.holdfast.api;

import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.holdfast.engine.WatchEvent;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;

/**
 * A watch as server-sent events: one has left when it is in the socket. A refusal at the beginning
 * is an HTTP status, a later one the event {@code error}. Runs on the loop of its connection.
 */
final class WatchPage extends WatchReader {

  private static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.EVENT_STREAM)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
          // Proxies that gather answers would keep events back.
          .set("x-accel-buffering", "no")
          .build();

  private final HttpResponseWriter out;
  private final CallMeters.Method method;
  private Runnable whenEnded = () -> {};
  private boolean begun;

  WatchPage(
      HttpResponseWriter out, EventExecutor loop, Refusals refusals, CallMeters.Method method) {
    super(loop, refusals);
    this.out = out;
    this.method = method;
    method.started();
    var unused =
        out.whenComplete()
            .whenComplete((nothing, failure) -> loop.execute(() -> end(failure == null ? 0 : 1)));
  }

  /** To be set before it subscribes. */
  void whenEnded(Runnable task) {
    whenEnded = task;
  }

  /** The next is asked for when the one before is in the socket, not before. */
  @Override
  boolean isReady() {
    return true;
  }

  @Override
  void send(WatchEvent.Values values) {
    byte[] json = JsonMessages.bytes(StockMapping.event(values));
    write("id: " + values.token() + "\ndata: " + new String(json, StandardCharsets.UTF_8));
    var unused = out.whenConsumed().thenRun(this::flow);
  }

  private void write(String event) {
    if (!begun) {
      begun = true;
      var unused = out.tryWrite(HEADERS);
    }
    var unused = out.tryWrite(HttpData.ofUtf8(event + "\n\n"));
  }

  @Override
  void refuse(Status status) {
    if (begun) {
      byte[] json = JsonMessages.bytes(status);
      write("event: error\ndata: " + new String(json, StandardCharsets.UTF_8));
      out.close();
    } else {
      out.close(WebErrors.json(status));
    }
  }

  @Override
  void ended(int code) {
    method.ended();
    method.streamEnded(code);
    whenEnded.run();
  }
}
