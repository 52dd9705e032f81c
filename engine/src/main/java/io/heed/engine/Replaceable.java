package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A loaded model that another one can take the place of while it is in use. Thread-safe.
 *
 * @param <M> the loaded model
 */
final class Replaceable<M extends LoadedTask> {
  private final Function<ModelDirectory, M> loader;
  private final Object lock = new Object();
  private volatile M current;
  private boolean closed; // guarded by lock

  /** Loads the first. */
  Replaceable(ModelDirectory first, Function<ModelDirectory, M> loader) {
    this.current = loader.apply(first);
    this.loader = loader;
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

  /** {@link #with} whose refusals are in the future. */
  <T> CompletableFuture<T> withAsync(Function<M, CompletableFuture<T>> call) {
    try {
      return with(call);
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
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
    left.pipeline().close();
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
    last.pipeline().close();
  }
}
