package dev.holdfast.cluster.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * One visit to a shard: what the hub brings along, and what it takes back. Written by the hub, then
 * in the lane, then read by the hub.
 */
final class Visit {
  final List<Topic> arriving;
  final List<Topic> leaving;
  final List<Part> parts;

  /** Topics whose value is another now, and the values; -1 where the pool is gone. */
  final List<Topic> changed = new ArrayList<>();

  final List<Long> values = new ArrayList<>();

  /** The shard's latest effect. */
  long sequence;

  /** All changes up to this effect, and of this catalogue, are told with this visit. */
  long told;

  long toldCatalogue;

  /** Topics are left to look at. */
  boolean more;

  /** The epoch of the owner that was asked, 0 if none was. */
  long epoch;

  /** Nothing came of it: it is to be made again. */
  boolean again;

  Visit(List<Topic> arriving, List<Topic> leaving, List<Part> parts) {
    this.arriving = arriving;
    this.leaving = leaving;
    this.parts = parts;
  }
}
