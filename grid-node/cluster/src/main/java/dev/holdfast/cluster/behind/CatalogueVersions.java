package dev.holdfast.cluster.behind;

import dev.holdfast.engine.catalogue.Catalogue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions of pools and locations that are still to be written behind, so that none is missing when
 * somebody asks why a unit was sold. Told of each version as the control group applies it, which
 * begins with its log at a start. Safe for any thread.
 */
public final class CatalogueVersions {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueVersions.class);

  /** Changes of people, not of traffic: a long outage of PostgreSQL fits in. */
  static final int MOST = 1_000;

  private final ArrayDeque<Catalogue> waiting = new ArrayDeque<>();
  private boolean full;

  /** Remembers a version, unless it is the latest one. */
  public synchronized void add(Catalogue catalogue) {
    Catalogue last = waiting.peekLast();
    if (catalogue.version() == 0 || (last != null && catalogue.version() <= last.version())) {
      return;
    }
    if (waiting.size() == MOST) {
      waiting.removeFirst();
      if (!full) {
        LOG.warn("more than {} versions of the catalogue wait: the oldest are not kept", MOST);
      }
      full = true;
    }
    waiting.addLast(catalogue);
  }

  /** Those that wait before this one, the oldest first. */
  synchronized List<Catalogue> before(Catalogue now) {
    List<Catalogue> before = new ArrayList<>(waiting);
    before.removeIf(version -> version.version() >= now.version());
    return before;
  }

  /** They are written. */
  synchronized void written(long upTo) {
    while (!waiting.isEmpty() && waiting.getFirst().version() <= upTo) {
      waiting.removeFirst();
    }
    full = false;
  }
}
