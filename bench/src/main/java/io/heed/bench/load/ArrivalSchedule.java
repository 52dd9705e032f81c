package io.heed.bench.load;

/** The moments at which requests arrive. Confined to one thread. */
public interface ArrivalSchedule {
  /** Nanoseconds from the start to the next arrival; never less than the one before. */
  long nextNanos();
}
