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
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A watch as server-sent events, one at a time: the next is asked for when the one before is in the
 * socket. A refusal at the beginning is an HTTP status, a later one the event {@code error}. Runs
 * on the loop of its connection.
 */
final class WatchPage implements Flow.Subscriber<WatchEvent>, Watches.Open {

  private static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.EVENT_STREAM)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
          // Proxies that gather answers would keep events back.
          .set("x-accel-buffering", "no")
          .build();

  private final HttpResponseWriter out;
  private final EventExecutor loop;
  private final Refusals refusals;
  private final CallMeters.Method method;
  private Runnable whenEnded = () -> {};
  private Flow.@Nullable Subscription watch;
  private boolean begun;
  private boolean ended;

  WatchPage(
      HttpResponseWriter out, EventExecutor loop, Refusals refusals, CallMeters.Method method) {
    this.out = out;
    this.loop = loop;
    this.refusals = refusals;
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

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    watch = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(WatchEvent event) {
    loop.execute(() -> take(event));
  }

  @Override
  public void onError(Throwable failure) {
    loop.execute(() -> fail(refusals.of(failure)));
  }

  /** The refusal before has said all. */
  @Override
  public void onComplete() {}

  @Override
  public void close() {
    loop.execute(() -> fail(refusals.of(Watches.stopping())));
  }

  private void take(WatchEvent event) {
    if (ended) {
      return;
    }
    switch (event) {
      case WatchEvent.Values values -> send(values);
      case WatchEvent.Ended(var refusal) -> fail(refusals.of(refusal));
    }
  }

  private void send(WatchEvent.Values values) {
    byte[] json = JsonMessages.bytes(StockMapping.event(values));
    write("id: " + values.token() + "\ndata: " + new String(json, StandardCharsets.UTF_8));
    var unused =
        out.whenConsumed()
            .thenRun(
                () -> {
                  if (watch != null) {
                    watch.request(1);
                  }
                });
  }

  private void write(String event) {
    if (!begun) {
      begun = true;
      var unused = out.tryWrite(HEADERS);
    }
    var unused = out.tryWrite(HttpData.ofUtf8(event + "\n\n"));
  }

  private void fail(Status status) {
    if (ended) {
      return;
    }
    if (begun) {
      byte[] json = JsonMessages.bytes(status);
      write("event: error\ndata: " + new String(json, StandardCharsets.UTF_8));
      out.close();
    } else {
      out.close(WebErrors.json(status));
    }
    end(status.getCode());
  }

  private void end(int code) {
    if (!ended) {
      ended = true;
      method.ended();
      method.streamEnded(code);
      if (watch != null) {
        watch.cancel();
      }
      whenEnded.run();
    }
  }
}
