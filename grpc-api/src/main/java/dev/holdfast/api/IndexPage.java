package dev.holdfast.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The first screen for an operator: how this node stands, asked every two seconds at the JSON door,
 * and where to go. One file that loads nothing from anywhere. Safe for any thread.
 */
final class IndexPage {

  /** Nothing but what is in the page runs, and it asks nobody but this node. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
          + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  private static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.HTML_UTF_8)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
          .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
          .build();

  private final HttpData page;

  private IndexPage(byte[] page) {
    this.page = HttpData.wrap(page);
  }

  static IndexPage load() {
    try (InputStream in = IndexPage.class.getResourceAsStream("index.html")) {
      if (in == null) {
        throw new IllegalStateException("index.html is not beside its class");
      }
      return new IndexPage(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse answer() {
    return HttpResponse.of(HEADERS, page);
  }
}
