package dev.holdfast.client;

import java.util.List;

/**
 * Some of the holds that a filter lets pass.
 *
 * @param nextToken where the list goes on; empty at its end alone, while a page may well be short
 */
public record HoldPage(List<HoldView> holds, String nextToken) {

  public HoldPage {
    holds = List.copyOf(holds);
  }
}
