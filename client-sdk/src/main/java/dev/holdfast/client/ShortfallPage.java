package dev.holdfast.client;

import java.util.List;

/**
 * Some of the shortfalls.
 *
 * @param nextToken where the list goes on; empty at its end alone, while a page may well be short
 */
public record ShortfallPage(List<Shortfall> shortfalls, String nextToken) {

  public ShortfallPage {
    shortfalls = List.copyOf(shortfalls);
  }
}
