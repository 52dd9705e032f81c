package io.heed.server.net;

/** An open port and the connections that came in by it. Implementations are thread-safe. */
public interface Listener {
  /** The port, a real one also where any was asked for. */
  int port();

  /** Takes no more connections and no more requests; those at work go on. Returns at once. */
  void stop();

  /**
   * Waits for the requests at work and for the connections to end.
   *
   * @return whether they did within the time
   */
  boolean awaitDrained(long nanos) throws InterruptedException;

  /** Breaks all connections off. Returns at once. */
  void abort();
}
