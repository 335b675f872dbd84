package dev.holdfast.engine.shard;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.catalogue.Catalogue;
import java.util.ArrayList;
import java.util.List;

/** Reads outcomes one after the other, each into the words of the domain. Single thread. */
public final class OutcomeReader {
  private static final Reason[] REASONS = Reason.values();
  private static final HoldState[] STATES = HoldState.values();

  private final Frame in;
  private final Catalogue catalogue;
  private OutcomeType type = OutcomeType.DONE;
  private boolean synced;
  private int end;
  private int body;

  /** Names in the answers are the catalogue's. */
  public OutcomeReader(Frame outcomes, Catalogue catalogue) {
    this.in = outcomes;
    this.catalogue = catalogue;
  }

  /** Goes to the next outcome; false after the last. */
  public boolean next() {
    in.seek(end);
    if (!in.hasRemaining()) {
      return false;
    }
    int length = in.getInt();
    end = in.cursor() + length;
    type = OutcomeType.of(in.getByte());
    synced = in.getByte() != 0;
    body = in.cursor();
    return true;
  }

  public OutcomeType type() {
    return type;
  }

  /** Whether the answer waits until what it shows is on disk. */
  public boolean synced() {
    return synced;
  }

  /** A copy of the outcome that outlives the frame. */
  public OutcomeReader detached() {
    byte[] copy = new byte[end - body];
    System.arraycopy(in.array(), body, copy, 0, copy.length);
    OutcomeReader reader = new OutcomeReader(Frame.wrap(copy, copy.length), catalogue);
    reader.type = type;
    reader.synced = synced;
    reader.end = copy.length;
    return reader;
  }

  /** Appends the outcome as it stands, for a reader at another member. */
  public void copyTo(Frame out) {
    out.putInt(end - body + 2);
    out.putByte(type.ordinal());
    out.putByte(synced ? 1 : 0);
    out.putBytes(in.array(), body, end - body);
  }

  /** A HOLD or a REFUSED. */
  public Answer<Hold> hold() {
    return type == OutcomeType.REFUSED ? refused() : Answer.done(readHold());
  }

  private Hold readHold() {
    in.seek(body);
    long high = in.getLong();
    long low = in.getLong();
    String pool = catalogue.poolNames().get(in.getInt());
    int shard = in.getInt();
    AckLevel ack = in.getInt() == 0 ? AckLevel.REPLICATED : AckLevel.SYNCED;
    HoldState state = STATES[in.getInt() - 1];
    long create = in.getLong();
    long expire = in.getLong();
    Revision revision = new Revision(shard, in.getLong(), in.getLong());
    in.getLong();
    String id = HoldKey.text(high, low, in.getText());
    String order = in.getText();
    int count = in.getInt();
    List<HoldLine> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lines.add(readLine());
    }
    return new Hold(id, shard, pool, state, lines, create, expire, order, ack, revision);
  }

  private HoldLine readLine() {
    String sku = in.getText();
    int pin = in.getInt();
    int requested = in.getInt();
    int quantity = in.getInt();
    int shipped = 0;
    int cancelled = 0;
    int count = in.getInt();
    List<Backing> backings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      backings.add(new Backing(location(in.getInt()), in.getInt()));
      shipped += in.getInt();
      cancelled += in.getInt();
    }
    String pinned = pin < 0 ? "" : location(pin);
    return new HoldLine(sku, requested, quantity, shipped, cancelled, pinned, backings);
  }

  private String location(int number) {
    return catalogue.locationNames().get(number);
  }

  /** A REFUSED, in plain words. */
  public <T> Answer<T> refused() {
    in.seek(body);
    Reason reason = REASONS[in.getByte()];
    int line = in.getInt();
    boolean refund = in.getByte() != 0;
    List<Shortage> shortages = new ArrayList<>();
    for (NumberedShortage numbered : readShortages()) {
      shortages.add(numbered.shortage());
    }
    return RefusalText.refused(reason, line, shortages, refund);
  }

  /** A shortage and the number of its line. */
  public record NumberedShortage(int line, Shortage shortage) {}

  /** Of a REFUSED. */
  public Reason reason() {
    in.seek(body);
    return REASONS[in.getByte()];
  }

  /** The line at fault of a REFUSED, or -1. */
  public int faultyLine() {
    in.seek(body + 1);
    return in.getInt();
  }

  /** The lines that fall short in a REFUSED. */
  public List<NumberedShortage> shortages() {
    in.seek(body + 6);
    return readShortages();
  }

  private List<NumberedShortage> readShortages() {
    int count = in.getInt();
    List<NumberedShortage> shortages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int line = in.getInt();
      String sku = in.getText();
      int pin = in.getInt();
      shortages.add(
          new NumberedShortage(
              line, new Shortage(sku, pin < 0 ? "" : location(pin), in.getLong(), in.getLong())));
    }
    return shortages;
  }

  /** The attempt of an OPENED. */
  public long attempt() {
    in.seek(body);
    return in.getLong();
  }

  /**
   * The region of an OPENED, as {@link dev.holdfast.engine.catalogue.PoolPlan#regionKey} has it.
   */
  public long region() {
    in.seek(body + 8);
    return in.getLong();
  }

  /** What an intent took of a line: location number and units in turn. */
  public record Taken(int number, int quantity, int[] takes) {}

  /** Of a TAKEN, by line number. */
  public List<Taken> taken() {
    in.seek(body);
    int count = in.getInt();
    List<Taken> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int number = in.getInt();
      int quantity = in.getInt();
      int[] takes = new int[2 * in.getInt()];
      for (int k = 0; k < takes.length; k++) {
        takes[k] = in.getInt();
      }
      lines.add(new Taken(number, quantity, takes));
    }
    return lines;
  }

  /** Units that are to leave a line of a basket. */
  public record Wish(int number, int units, String sku) {}

  /** Of the PARTS that a home answers. */
  public List<Wish> wishes() {
    settlement();
    int count = in.getInt();
    List<Wish> wishes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      wishes.add(new Wish(in.getInt(), in.getInt(), in.getText()));
    }
    return wishes;
  }

  /** Of the PARTS that an intent answers: line number, place of the backing, units. */
  public List<int[]> parts() {
    in.seek(body + 8);
    int count = in.getInt();
    List<int[]> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(new int[] {in.getInt(), in.getInt(), in.getInt()});
    }
    return parts;
  }

  /** Of a SETTLEMENT, or of the PARTS that a home answers. */
  public Settlement settlement() {
    in.seek(body);
    long attempt = in.getLong();
    int epoch = in.getInt();
    long sequence = in.getLong();
    int state = in.getByte();
    int count = in.getInt();
    List<Settlement.Line> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int number = in.getInt();
      String sku = in.getText();
      int[] places = new int[2 * in.getInt()];
      for (int k = 0; k < places.length; k++) {
        places[k] = in.getInt();
      }
      lines.add(new Settlement.Line(number, sku, places));
    }
    return new Settlement(attempt, epoch, sequence, state, lines);
  }

  /** Of a BASKETS. */
  public BasketPage baskets() {
    in.seek(body);
    long next = in.getLong();
    int count = in.getInt();
    List<BasketPage.Basket> baskets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      HoldKey key = new HoldKey(in.getLong(), in.getLong(), in.getText());
      long attempt = in.getLong();
      int pool = in.getInt();
      int lines = in.getInt();
      List<Commands.TakenLine> taken = new ArrayList<>(lines);
      for (int k = 0; k < lines; k++) {
        taken.add(takenLine());
      }
      baskets.add(new BasketPage.Basket(key, attempt, pool, taken));
    }
    return new BasketPage(next, baskets);
  }

  private Commands.TakenLine takenLine() {
    int number = in.getInt();
    String sku = in.getText();
    int pin = in.getInt();
    int requested = in.getInt();
    int quantity = in.getInt();
    int[] takes = new int[2 * in.getInt()];
    for (int i = 0; i < takes.length; i++) {
      takes[i] = in.getInt();
    }
    HoldCommand.Line line = new HoldCommand.Line(sku, quantity, "");
    return new Commands.TakenLine(
        new Commands.PinnedLine(number, line, pin), requested, quantity, takes);
  }

  /** A POSITION or a REFUSED, for the SKU that was asked for. */
  public Answer<Position> position(String sku) {
    if (type == OutcomeType.REFUSED) {
      return refused();
    }
    in.seek(body);
    return Answer.done(position(sku, revision()));
  }

  private Revision revision() {
    return new Revision(in.getInt(), in.getLong(), in.getLong());
  }

  private Position position(String sku, Revision revision) {
    return new Position(
        sku,
        location(in.getInt()),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        revision);
  }

  /** An AVAILABILITY or a REFUSED, for the SKUs that were asked for. */
  public Answer<List<Availability>> availability(List<String> skus) {
    if (type == OutcomeType.REFUSED) {
      return refused();
    }
    in.seek(body);
    Revision revision = revision();
    int count = in.getInt();
    List<Availability> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long available = in.getLong();
      int positions = in.getInt();
      List<Position> details = new ArrayList<>(positions);
      for (int k = 0; k < positions; k++) {
        details.add(position(skus.get(i), revision));
      }
      items.add(new Availability(skus.get(i), available, revision, details));
    }
    return Answer.done(items);
  }
}
