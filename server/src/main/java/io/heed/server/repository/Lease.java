package io.heed.server.repository;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A model that is borrowed: it stays loaded until {@link #close}. Thread-safe.
 *
 * @param <M> the model
 */
public final class Lease<M extends AutoCloseable> implements AutoCloseable {
  private final SharedModel<M> shared;
  private final long version;
  private final AtomicBoolean returned = new AtomicBoolean();

  Lease(SharedModel<M> shared, long version) {
    this.shared = shared;
    this.version = version;
  }

  /** The model, while this is open. */
  public M model() {
    return shared.model();
  }

  /** Which version it is. */
  public long version() {
    return version;
  }

  /** Gives the model back; later calls do nothing. */
  @Override
  public void close() {
    if (returned.compareAndSet(false, true)) {
      shared.release();
    }
  }
}
