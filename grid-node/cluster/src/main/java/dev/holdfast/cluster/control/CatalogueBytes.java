package dev.holdfast.cluster.control;

import dev.holdfast.engine.catalogue.Catalogue;

/** A catalogue as bytes, in the format of the control group's snapshots. Pure functions. */
public final class CatalogueBytes {
  private CatalogueBytes() {}

  public static byte[] write(Catalogue catalogue) {
    BinaryWriter out = new BinaryWriter().u8(StateCodec.CATALOGUE);
    StateCodec.write(catalogue, out);
    return out.toBytes();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Catalogue read(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    Catalogue catalogue = StateCodec.catalogue(in, in.format(StateCodec.CATALOGUE, "a catalogue"));
    in.end();
    return catalogue;
  }
}
