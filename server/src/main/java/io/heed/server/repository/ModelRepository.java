package io.heed.server.repository;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Models that are loaded and lent. Thread-safe: models are borrowed, loaded, changed and unloaded
 * by any number of threads at the same time. Borrowing never waits. Loading and unloading block the
 * caller, and wait for each other where they are of the same model.
 *
 * @param <M> a loaded model
 */
public final class ModelRepository<M extends AutoCloseable> implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(ModelRepository.class.getName());

  private final ModelSource source;
  private final ModelLoader<M> loader;
  private final int versions;
  private final ConcurrentSkipListMap<String, ConcurrentSkipListMap<Long, ModelSlot<M>>> models =
      new ConcurrentSkipListMap<>();
  private final Map<String, Object> turns = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private ModelRepository(ModelSource source, ModelLoader<M> loader, int versions) {
    this.source = source;
    this.loader = loader;
    this.versions = versions;
  }

  /**
   * A repository of which nothing is loaded yet.
   *
   * @param versions how many of the newest versions of a model are loaded, 1 or more
   */
  public static <M extends AutoCloseable> ModelRepository<M> of(
      ModelSource source, ModelLoader<M> loader, int versions) {
    if (versions < 1) {
      throw new IllegalArgumentException("versions: " + versions + ", expected 1 or more");
    }
    return new ModelRepository<>(source, loader, versions);
  }

  /**
   * Loads all that the source has. What cannot be loaded is left out, and the index and the log say
   * why.
   */
  public void loadAll() {
    source.all().keySet().forEach(this::tryLoad);
  }

  /**
   * Loads a model, or what has changed of it: the newest versions; older ones that were loaded are
   * unloaded then.
   *
   * @throws ServerException (NOT_FOUND) if the source has no such model; (UNAVAILABLE) if a version
   *     cannot be loaded, after the others were tried; what served before serves on
   */
  public void load(String name) {
    ModelNames.require(name);
    synchronized (turn(name)) {
      requireOpen();
      ModelFolder folder =
          source
              .one(name)
              .filter(found -> !found.versions().isEmpty())
              .orElseThrow(() -> unknown(name));
      ConcurrentSkipListMap<Long, ModelSlot<M>> slots =
          models.computeIfAbsent(name, key -> new ConcurrentSkipListMap<>());
      Map<Long, Path> wanted = folder.newest(versions);
      RuntimeException failure = null;
      for (Map.Entry<Long, Path> version : wanted.entrySet()) {
        try {
          load(slots, folder, version.getKey());
        } catch (RuntimeException | LinkageError e) {
          failure =
              new ServerException(
                  Status.UNAVAILABLE,
                  "model " + name + " version " + version.getKey() + ": " + e.getMessage(),
                  e);
        }
      }
      for (Map.Entry<Long, ModelSlot<M>> slot : slots.entrySet()) {
        if (!wanted.containsKey(slot.getKey()) && slot.getValue().isReady()) {
          slot.getValue().unload("a newer version is there");
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  private void load(
      ConcurrentSkipListMap<Long, ModelSlot<M>> slots, ModelFolder folder, long version) {
    String fingerprint = folder.fingerprints().getOrDefault(version, "");
    ModelSlot<M> slot =
        slots.computeIfAbsent(version, key -> new ModelSlot<>(folder.name(), version));
    if (slot.holds(fingerprint)) {
      return;
    }
    Path path = folder.versions().get(version);
    if (path != null) {
      slot.load(loader, path, fingerprint);
      LOGGER.log(
          System.Logger.Level.INFO,
          () -> "model " + folder.name() + " version " + version + " is ready");
    }
  }

  /**
   * Unloads all versions of a model; requests that have it come to their end.
   *
   * @param wait how long to wait until it is freed
   * @throws ServerException (NOT_FOUND) if no such model is known
   */
  public void unload(String name, Duration wait) {
    ModelNames.require(name);
    List<SharedModel<M>> leaving = new ArrayList<>();
    synchronized (turn(name)) {
      SortedMap<Long, ModelSlot<M>> slots = models.get(name);
      if (slots == null) {
        throw unknown(name);
      }
      for (ModelSlot<M> slot : slots.values()) {
        SharedModel<M> old = slot.unload("unloaded");
        if (old != null) {
          leaving.add(old);
        }
      }
    }
    await(leaving, wait);
  }

  /**
   * Borrows a model.
   *
   * @param version which one; without it the newest that is ready
   * @throws ServerException (NOT_FOUND) if there is no such model or version; (UNAVAILABLE) if it
   *     is not ready
   */
  public Lease<M> borrow(String name, @Nullable Long version) {
    SortedMap<Long, ModelSlot<M>> slots = models.get(name);
    if (slots == null || slots.isEmpty()) {
      throw unknown(name);
    }
    if (version != null) {
      ModelSlot<M> slot = slots.get(version);
      if (slot == null) {
        throw new ServerException(
            Status.NOT_FOUND,
            "model "
                + name
                + ": found no version "
                + version
                + ", expected one of "
                + slots.keySet());
      }
      Lease<M> lease = slot.lease();
      if (lease == null) {
        throw notReady(slot.entry());
      }
      return lease;
    }
    List<ModelSlot<M>> newestFirst = new ArrayList<>(slots.values());
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      Lease<M> lease = newestFirst.get(i).lease();
      if (lease != null) {
        return lease;
      }
    }
    throw notReady(newestFirst.get(newestFirst.size() - 1).entry());
  }

  /** All versions of all models that are or were loaded or tried, by name and version. */
  public List<IndexEntry> index() {
    List<IndexEntry> entries = new ArrayList<>();
    models.forEach((name, slots) -> slots.values().forEach(slot -> entries.add(slot.entry())));
    return entries;
  }

  /** Whether a version of a model answers; without a version, any. */
  public boolean isReady(String name, @Nullable Long version) {
    SortedMap<Long, ModelSlot<M>> slots = models.get(name);
    return slots != null
        && slots.values().stream()
            .anyMatch(
                slot -> slot.isReady() && (version == null || slot.entry().version() == version));
  }

  /**
   * Takes over what has changed: loads what is new or other, unloads what is gone. What a call
   * unloaded stays so until it changes.
   *
   * @param settled folders that may be loaded
   * @param present the names of all that there are
   */
  void refresh(Collection<ModelFolder> settled, Set<String> present) {
    for (ModelFolder folder : settled) {
      if (!folder.versions().isEmpty() && isChanged(folder)) {
        tryLoad(folder.name());
      }
    }
    for (String name : models.keySet()) {
      if (!present.contains(name)) {
        forget(name);
      }
    }
  }

  private boolean isChanged(ModelFolder folder) {
    SortedMap<Long, ModelSlot<M>> slots = models.get(folder.name());
    if (slots == null) {
      return true;
    }
    return folder.newest(versions).keySet().stream()
        .anyMatch(
            version -> {
              ModelSlot<M> slot = slots.get(version);
              return slot == null
                  || !slot.fingerprint().equals(folder.fingerprints().getOrDefault(version, ""));
            });
  }

  private void forget(String name) {
    synchronized (turn(name)) {
      SortedMap<Long, ModelSlot<M>> slots = models.remove(name);
      if (slots != null) {
        slots.values().forEach(slot -> slot.unload("its folder is gone"));
        LOGGER.log(System.Logger.Level.INFO, () -> "model " + name + " is gone");
      }
    }
  }

  private void tryLoad(String name) {
    try {
      load(name);
    } catch (ServerException e) {
      LOGGER.log(System.Logger.Level.WARNING, () -> "left out: " + e.getMessage());
    }
  }

  /** Where the models come from. */
  ModelSource source() {
    return source;
  }

  /** Lends nothing any more, and frees each model when its last borrower is done. */
  @Override
  public void close() {
    closed = true;
    for (String name : models.keySet()) {
      synchronized (turn(name)) {
        SortedMap<Long, ModelSlot<M>> slots = models.get(name);
        if (slots != null) {
          slots.values().forEach(slot -> slot.unload("the server stops"));
        }
      }
    }
  }

  private Object turn(String name) {
    return turns.computeIfAbsent(name, key -> new Object());
  }

  private void requireOpen() {
    if (closed) {
      throw new ServerException(Status.UNAVAILABLE, "the server stops");
    }
  }

  private static <M extends AutoCloseable> void await(List<SharedModel<M>> leaving, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    try {
      for (SharedModel<M> each : leaving) {
        if (!each.freed().await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServerException unknown(String name) {
    return new ServerException(
        Status.NOT_FOUND, "model " + name + ": found none of that name in the repository");
  }

  private static ServerException notReady(IndexEntry entry) {
    return new ServerException(
        Status.UNAVAILABLE,
        "model "
            + entry.name()
            + " version "
            + entry.version()
            + " is not ready"
            + (entry.reason().isEmpty() ? "" : ": " + entry.reason()));
  }
}
