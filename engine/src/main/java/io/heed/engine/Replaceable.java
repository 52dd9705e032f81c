package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A loaded model that another one can take the place of while it is in use. Thread-safe.
 *
 * @param <M> the loaded model
 */
final class Replaceable<M> {
  private final Function<ModelDirectory, M> loader;
  private final Consumer<M> closer;
  private final Object lock = new Object();
  private volatile M current;
  private boolean closed; // guarded by lock

  Replaceable(M first, Function<ModelDirectory, M> loader, Consumer<M> closer) {
    this.current = first;
    this.loader = loader;
    this.closer = closer;
  }

  M get() {
    return current;
  }

  /** A call that meets the end of a replaced model goes to the one that came after it. */
  <T> T with(Function<M, T> call) {
    while (true) {
      M model = current;
      try {
        return call.apply(model);
      } catch (EngineException e) {
        if (e.kind() != EngineException.Kind.CLOSED || current == model) {
          throw e;
        }
      }
    }
  }

  /** Loads, swaps, then closes the old one; if loading fails, everything stays as it is. */
  void replace(ModelDirectory directory) {
    M replacement = loader.apply(directory);
    M left;
    synchronized (lock) {
      left = closed ? replacement : current;
      if (!closed) {
        current = replacement;
      }
    }
    closer.accept(left);
    if (left == replacement) {
      throw new EngineException(EngineException.Kind.CLOSED, "the engine is closed");
    }
  }

  void close() {
    M last;
    synchronized (lock) {
      closed = true;
      last = current;
    }
    closer.accept(last);
  }
}
