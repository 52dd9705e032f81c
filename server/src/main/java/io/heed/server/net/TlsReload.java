package io.heed.server.net;

import io.heed.server.error.ServerException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the files of a certificate again and again, on a thread of its own, and takes over what
 * has changed. A new pair that is broken, or of which only one half is there yet, is logged once,
 * and the old one stays.
 */
public final class TlsReload implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(TlsReload.class.getName());

  private final TlsContexts contexts;
  private final ScheduledExecutorService thread;
  private String lastFailure = "";

  private TlsReload(TlsContexts contexts, ScheduledExecutorService thread) {
    this.contexts = contexts;
    this.thread = thread;
  }

  /** Starts to look, with a pause between. */
  public static TlsReload start(TlsContexts contexts, Duration pause) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "heed-tls-reload");
              made.setDaemon(true);
              return made;
            });
    TlsReload reload = new TlsReload(contexts, thread);
    Future<?> unused = // look() throws nothing
        thread.scheduleWithFixedDelay(
            reload::look, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    return reload;
  }

  /** One look; its failures are logged. */
  private void look() {
    try {
      if (contexts.reload()) {
        LOGGER.log(
            System.Logger.Level.INFO, () -> "TLS certificate changed: " + contexts.description());
      }
      lastFailure = "";
    } catch (ServerException e) {
      if (!e.getMessage().equals(lastFailure)) {
        lastFailure = e.getMessage();
        LOGGER.log(
            System.Logger.Level.WARNING, () -> "the old TLS certificate stays: " + e.getMessage());
      }
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.WARNING, "the old TLS certificate stays", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
