package io.heed.server.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All open ports and the event loops under them.
 *
 * <p>The end is in this order: no port takes requests any more, what was taken is answered, what is
 * left at the end of the time is broken off, the threads end. Confined to the thread that opens and
 * closes it.
 */
public final class FrontEnd {
  private static final long THREADS_END_NANOS = Duration.ofSeconds(2).toNanos();

  private final EventLoops loops;
  private final List<Listener> listeners = new ArrayList<>();

  /** A front end without ports. */
  public FrontEnd(EventLoops loops) {
    this.loops = loops;
  }

  /** The event loops to open ports on. */
  public EventLoops loops() {
    return loops;
  }

  /** Takes over an open port. */
  public void add(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Closes everything. Has no effect the second time.
   *
   * @param drain how long requests at work may take; ending the threads takes 2 s more at most
   * @return whether all requests were answered
   */
  public boolean close(Duration drain) throws InterruptedException {
    long end = System.nanoTime() + drain.toNanos();
    boolean drained = true;
    try {
      listeners.forEach(Listener::stop);
      for (Listener listener : listeners) {
        drained &= listener.awaitDrained(Math.max(0, end - System.nanoTime()));
      }
    } finally {
      listeners.forEach(Listener::abort);
      listeners.clear();
      loops.close(THREADS_END_NANOS);
    }
    return drained;
  }
}
