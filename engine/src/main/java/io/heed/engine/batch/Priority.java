package io.heed.engine.batch;

/** How urgent a request is: those of a higher priority run first, those of one in their order. */
public enum Priority {
  /** Before all others. */
  HIGH(0),
  /** The default. */
  NORMAL(1),
  /** When nothing else waits. */
  LOW(2);

  private final int rank;

  Priority(int rank) {
    this.rank = rank;
  }

  /** 0 for the most urgent. */
  int rank() {
    return rank;
  }
}
