package io.heed.server.grpc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tells calls without an end of their own that the port closes. Thread-safe. */
final class StopSignal {
  private final Set<Runnable> listeners = new LinkedHashSet<>();
  private boolean stopped;

  /** Runs something when the port closes; at once if it does already. */
  void add(Runnable listener) {
    synchronized (listeners) {
      if (!stopped) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  void remove(Runnable listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }

  /** The port closes. */
  void stop() {
    List<Runnable> all;
    synchronized (listeners) {
      stopped = true;
      all = List.copyOf(listeners);
      listeners.clear();
    }
    all.forEach(Runnable::run);
  }
}
