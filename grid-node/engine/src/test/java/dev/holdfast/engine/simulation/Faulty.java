package dev.holdfast.engine.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.model.StockModel;
import dev.holdfast.engine.model.Subject;
import java.util.List;

/** A subject with one mistake, which the simulation must find. */
final class Faulty implements Subject {

  /** What it does wrong. */
  enum Mistake {
    CONFIRMS_A_MILLISECOND_TOO_LATE,
    IGNORES_THE_REGION,
    SHIPS_A_REPEATED_SHIPMENT_TWICE,
    TAKES_A_REUSED_HOLD_ID_FOR_A_NEW_ONE,
    FORGETS_RELEASES,
    IGNORES_CHANGES_OF_POOLS
  }

  private final Subject right = new StockModel(create -> 0);
  private final Mistake mistake;
  private int calls;

  Faulty(Mistake mistake) {
    this.mistake = mistake;
  }

  @Override
  public void catalogue(Catalogue now) {
    calls++;
    if (mistake != Mistake.IGNORES_CHANGES_OF_POOLS || calls < 10) {
      right.catalogue(now);
    }
  }

  @Override
  public Answer<Hold> hold(HoldCommand command, long nowMillis) {
    calls++;
    return switch (mistake) {
      case CONFIRMS_A_MILLISECOND_TOO_LATE ->
          right.hold(command, command instanceof Confirm ? nowMillis - 1 : nowMillis);
      case IGNORES_THE_REGION ->
          right.hold(command instanceof Create c ? changed(c, c.holdId(), "") : command, nowMillis);
      case SHIPS_A_REPEATED_SHIPMENT_TWICE ->
          right.hold(
              command instanceof Ship s
                  ? new Ship(s.name(), s.shipmentId() + calls, s.lines(), s.ack())
                  : command,
              nowMillis);
      case TAKES_A_REUSED_HOLD_ID_FOR_A_NEW_ONE ->
          right.hold(
              command instanceof Create c ? changed(c, c.holdId() + calls, c.region()) : command,
              nowMillis);
      case FORGETS_RELEASES ->
          right.hold(
              command instanceof Release r ? new HoldCommand.Get(r.name()) : command, nowMillis);
      case IGNORES_CHANGES_OF_POOLS -> right.hold(command, nowMillis);
    };
  }

  private static Create changed(Create c, String id, String region) {
    return new Create(id, c.pool(), c.lines(), c.ttlMillis(), c.ack(), c.allowPartial(), region);
  }

  @Override
  public Answer<Position> stock(StockCommand command, long nowMillis) {
    return right.stock(command, nowMillis);
  }

  @Override
  public Answer<List<Availability>> availability(
      String pool, List<String> skus, boolean detail, long nowMillis) {
    return right.availability(pool, skus, detail, nowMillis);
  }
}
