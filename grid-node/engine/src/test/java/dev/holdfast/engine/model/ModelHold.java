package dev.holdfast.engine.model;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Revision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was asked, what was granted, and what became of it. */
final class ModelHold {

  final HoldName name;
  final Create request;

  /** {@link dev.holdfast.engine.catalogue.Pool#number}: a pool made anew is another pool. */
  final int pool;

  final long createMillis;
  final long grantedExpireMillis;
  final Revision grantRevision;

  /** The parts by shipment_id, and by cancellation_id. */
  final Map<String, List<Part>> shipments = new HashMap<>();

  final Map<String, List<Part>> cancellations = new HashMap<>();

  HoldState state = HoldState.HELD;
  List<ModelLine> lines;
  long expireMillis;
  String orderId = "";
  Revision revision;

  /** When its last unit left it; far away while it has any. */
  long endMillis = Long.MAX_VALUE;

  ModelHold(
      HoldName name,
      Create request,
      int pool,
      List<ModelLine> lines,
      long now,
      long expire,
      Revision at) {
    this.name = name;
    this.request = request;
    this.pool = pool;
    this.lines = lines;
    this.createMillis = now;
    this.grantedExpireMillis = expire;
    this.expireMillis = expire;
    this.grantRevision = at;
    this.revision = at;
  }

  long left() {
    return lines.stream().mapToLong(ModelLine::left).sum();
  }

  Hold shown(AckLevel ack) {
    return shown(expireMillis, ack, revision);
  }

  /**
   * The answer to a retry of the create: times and revision of the grant, and what became of it.
   */
  Hold replayed(AckLevel ack) {
    return shown(grantedExpireMillis, ack, grantRevision);
  }

  private Hold shown(long expire, AckLevel ack, Revision at) {
    return new Hold(
        name.holdId(),
        name.home(),
        request.pool(),
        state,
        lines.stream().map(ModelLine::shown).toList(),
        createMillis,
        expire,
        orderId,
        ack,
        at);
  }
}
