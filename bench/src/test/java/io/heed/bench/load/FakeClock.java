package io.heed.bench.load;

import java.util.PriorityQueue;

/** Time that passes only while somebody waits, with things that happen meanwhile. */
final class FakeClock implements LoadClock {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private int next;

  private record Event(long at, int order, Runnable happens) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Integer.compare(order, other.order);
    }
  }

  /** Lets something happen at a moment to come. */
  void at(long moment, Runnable happens) {
    events.add(new Event(moment, next++, happens));
  }

  /** Passes without anything happening, as when a call blocks. */
  void stall(long nanos) {
    now += nanos;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void waitUntil(long moment) {
    for (Event event = events.peek(); event != null && event.at <= moment; event = events.peek()) {
      events.remove();
      now = Math.max(now, event.at);
      event.happens.run();
    }
    now = Math.max(now, moment);
  }
}
