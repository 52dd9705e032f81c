package io.heed.engine.runtime.machine;

import org.jspecify.annotations.Nullable;

/**
 * A library that another one needs, and what the machine has of it. Immutable.
 *
 * @param soname the name that is asked for
 * @param neededBy the file name of who asks
 * @param product what it belongs to; empty for libraries of the system
 * @param found what the loader finds, or null
 * @param elsewhere if it finds none: the same in a place where it does not look, or null
 * @param otherVersion if there is none at all: another version, or null
 */
public record NeededLibrary(
    String soname,
    String neededBy,
    String product,
    @Nullable LibraryFile found,
    @Nullable LibraryFile elsewhere,
    @Nullable LibraryFile otherVersion) {
  /** Whether the loader finds none. */
  public boolean isMissing() {
    return found == null;
  }

  /** Whether it is NVIDIA's. */
  public boolean isOfNvidia() {
    return !product.isEmpty();
  }
}
