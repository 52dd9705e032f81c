package io.heed.server.repository;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model in the repository: what is loaded of it, and what can be said of it.
 * Thread-safe; loads and unloads come one at a time.
 *
 * @param <M> the model
 */
final class ModelSlot<M extends AutoCloseable> {
  private final String name;
  private final long version;
  private volatile @Nullable SharedModel<M> current;
  private volatile @Nullable SharedModel<M> leaving;
  private volatile ModelState state = ModelState.UNAVAILABLE;
  private volatile String reason = "";
  private volatile String fingerprint = "";

  ModelSlot(String name, long version) {
    this.name = name;
    this.version = version;
  }

  IndexEntry entry() {
    SharedModel<M> last = leaving;
    boolean inUse = state == ModelState.UNAVAILABLE && last != null && last.freed().getCount() > 0;
    return new IndexEntry(name, version, inUse ? ModelState.UNLOADING : state, reason);
  }

  /** Whether what lies in the folder is what is loaded. */
  boolean holds(String found) {
    return isReady() && reason.isEmpty() && fingerprint.equals(found);
  }

  /** What lay in the folder when it was loaded, or tried to; empty if neither. */
  String fingerprint() {
    return fingerprint;
  }

  boolean isReady() {
    return state == ModelState.READY;
  }

  /** The model for as long as the lease is open; null if it is not ready. */
  @Nullable Lease<M> lease() {
    SharedModel<M> seen = current;
    while (seen != null && !seen.retain()) {
      seen = current; // another has just taken its place, or none has
    }
    return seen == null ? null : new Lease<>(seen, version);
  }

  /**
   * Loads what lies in the folder and puts it in the place of what is there, which serves until
   * then, and on if the new one cannot be loaded.
   */
  void load(ModelLoader<M> loader, Path folder, String found) {
    if (current == null) {
      state = ModelState.LOADING;
    }
    fingerprint = found;
    SharedModel<M> loaded;
    try {
      loaded = new SharedModel<>(loader.load(name, version, folder), name + " " + version);
    } catch (RuntimeException | LinkageError e) {
      reason = e.getMessage() == null ? e.toString() : e.getMessage();
      state = current == null ? ModelState.UNAVAILABLE : ModelState.READY;
      throw e;
    }
    SharedModel<M> old = current;
    current = loaded;
    reason = "";
    state = ModelState.READY;
    if (old != null) {
      old.release();
    }
  }

  /**
   * Lends the model to nobody any more.
   *
   * @return what is being freed, as soon as the last borrower is done; null if there was nothing
   */
  @Nullable SharedModel<M> unload(String why) {
    SharedModel<M> old = current;
    leaving = old;
    current = null;
    reason = why;
    state = ModelState.UNAVAILABLE;
    if (old != null) {
      old.release();
    }
    return old;
  }
}
