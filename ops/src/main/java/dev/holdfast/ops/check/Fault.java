package dev.holdfast.ops.check;

import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.store.StoreSite;
import java.util.Locale;

/** What may be wrong with a PostgreSQL. */
enum Fault {
  /** Its operator has stopped it: connections are refused. */
  STOPPED {
    @Override
    void begin(StoreSite site) {
      site.postgres().stop();
    }

    @Override
    void end(StoreSite site) {
      site.postgres().start();
    }
  },

  /** All its processes stand still: connections are accepted and nothing answers. */
  HUNG {
    @Override
    void begin(StoreSite site) {
      site.postgres().freeze();
    }

    @Override
    void end(StoreSite site) {
      site.postgres().thaw();
    }
  },

  /** Its disk has no room left. It may end by itself; room and a start bring it back. */
  FULL {
    @Override
    void prepare(StoreSite site) {
      site.disk().fillAllBut(ALMOST_FULL_BYTES);
    }

    @Override
    void begin(StoreSite site) {
      site.disk().fill();
    }

    @Override
    void end(StoreSite site) {
      site.disk().empty();
      site.postgres().start();
    }
  };

  private static final long ALMOST_FULL_BYTES = 32 << 20;

  /** What costs time of the machine and would be taken for the fault's. */
  void prepare(StoreSite site) {}

  abstract void begin(StoreSite site);

  /** Returns when PostgreSQL answers again. */
  abstract void end(StoreSite site);

  /** As an option says it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Fault named(String text) {
    for (Fault fault : values()) {
      if (fault.text().equals(text)) {
        return fault;
      }
    }
    throw new OperationException("--faults: '" + text + "' is none of stopped, hung, full");
  }
}
