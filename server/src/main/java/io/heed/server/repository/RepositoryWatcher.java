package io.heed.server.repository;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at where a repository's models come from again and again, on a thread of its own, and takes
 * over what has changed. A folder counts once two looks have found it the same, so that one that is
 * being copied is not loaded in parts. Looks come one at a time.
 */
public final class RepositoryWatcher implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RepositoryWatcher.class.getName());

  private final ModelRepository<?> repository;
  private final ScheduledExecutorService thread;
  private SortedMap<String, ModelFolder> before;

  RepositoryWatcher(ModelRepository<?> repository, ScheduledExecutorService thread) {
    this.repository = repository;
    this.thread = thread;
    this.before = repository.source().all();
  }

  /** Starts to look, with a pause between. */
  public static RepositoryWatcher start(ModelRepository<?> repository, Duration pause) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "heed-repository-watcher");
              made.setDaemon(true);
              return made;
            });
    RepositoryWatcher watcher = new RepositoryWatcher(repository, thread);
    Future<?> unused = // look() throws nothing
        thread.scheduleWithFixedDelay(
            watcher::look, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    return watcher;
  }

  /** One look; its failures are logged. */
  void look() {
    try {
      SortedMap<String, ModelFolder> now = repository.source().all();
      List<ModelFolder> settled =
          now.values().stream().filter(each -> each.equals(before.get(each.name()))).toList();
      before = now;
      repository.refresh(settled, now.keySet());
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.WARNING, () -> "model repository: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
