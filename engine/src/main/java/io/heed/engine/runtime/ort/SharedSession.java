package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A session and how many use it: engines on the same file with the same options have one, and so
 * one copy of the weights. Runs of a session may overlap. Thread-safe.
 */
final class SharedSession {
  private static final Logger LOGGER = System.getLogger(SharedSession.class.getName());
  private static final Map<Key, SharedSession> BY_FILE = new HashMap<>();

  private final @Nullable Key key;
  private final OrtSession session;
  private final SessionOptions options;
  private final @Nullable ArenaShrinkage shrinkage;
  private final AtomicBoolean profiled;
  private int users = 1;

  private SharedSession(
      @Nullable Key key,
      OrtSession session,
      SessionOptions options,
      boolean profiled,
      @Nullable ArenaShrinkage shrinkage) {
    this.key = key;
    this.session = session;
    this.options = options;
    this.profiled = new AtomicBoolean(profiled);
    this.shrinkage = shrinkage;
  }

  /** The session of a file; the caller releases it. */
  static SharedSession of(Path file, OrtOptions options, boolean profiled) throws OrtException {
    Key key = Key.of(file, options);
    synchronized (BY_FILE) {
      SharedSession known = BY_FILE.get(key);
      if (known != null) {
        known.users++;
        return known;
      }
      SharedSession created =
          create(
              key, options, profiled, (ort, opened) -> ort.createSession(file.toString(), opened));
      BY_FILE.put(key, created);
      return created;
    }
  }

  /** A session of its own for a model in memory; the caller releases it. */
  static SharedSession of(byte[] bytes, OrtOptions options, boolean profiled) throws OrtException {
    return create(null, options, profiled, (ort, opened) -> ort.createSession(bytes, opened));
  }

  OrtSession session() {
    return session;
  }

  /** Decides when its device's memory is given back; null on a CPU, where it never is. */
  @Nullable ArenaShrinkage shrinkage() {
    return shrinkage;
  }

  /** Whether its runs are profiled. */
  boolean isProfiled() {
    return profiled.get();
  }

  /** Ends the profiling; the file, which is the caller's, or nothing if that was done before. */
  Optional<Path> endProfiling() throws OrtException {
    return profiled.compareAndSet(true, false)
        ? Optional.of(Path.of(session.endProfiling()))
        : Optional.empty();
  }

  /** One user more, who releases it. */
  void retain() {
    synchronized (BY_FILE) {
      users++;
    }
  }

  /** One user less; the last one closes the session. */
  void release() {
    synchronized (BY_FILE) {
      users--;
      if (users > 0) {
        return;
      }
      if (key != null) {
        BY_FILE.remove(key);
      }
    }
    try {
      dropProfile();
      session.close();
    } catch (OrtException e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "a session cannot be closed: " + e.getMessage(), e);
    } finally {
      NativeHandle.SESSION.closed();
      OrtRuntime.close(options);
    }
  }

  private static SharedSession create(
      @Nullable Key key, OrtOptions options, boolean profiled, Factory factory)
      throws OrtException {
    SessionOptions opened = OrtRuntime.sessionOptions(options);
    try {
      if (profiled) {
        OrtRuntime.profile(opened);
      }
      OrtSession session = factory.create(OrtRuntime.environment(), opened);
      NativeHandle.SESSION.opened();
      return new SharedSession(key, session, opened, profiled, shrinkage(options));
    } catch (OrtException | RuntimeException e) {
      OrtRuntime.close(opened);
      throw e;
    }
  }

  /** A closing session would write the profile that nobody asked for any more. */
  void dropProfile() throws OrtException {
    Optional<Path> profile = endProfiling();
    if (profile.isPresent()) {
      try {
        Files.deleteIfExists(profile.get());
      } catch (IOException e) {
        LOGGER.log(Logger.Level.WARNING, "a temporary file stays behind: {0}", e.toString());
      }
    }
  }

  private static @Nullable ArenaShrinkage shrinkage(OrtOptions asked) {
    Duration idle = asked.accelerator().shrinkAfterIdle();
    boolean arena = !asked.providerOptions().containsKey("gpu_external_alloc");
    return asked.device().isAccelerator() && arena && !idle.isZero()
        ? new ArenaShrinkage("gpu:" + asked.device().index(), idle, System::nanoTime)
        : null;
  }

  private interface Factory {
    OrtSession create(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }

  /** A file as it is now: one that was replaced is another. */
  private record Key(
      Path file, @Nullable Object fileKey, long size, FileTime modified, OrtOptions options) {
    static Key of(Path file, OrtOptions options) {
      try {
        var attributes =
            Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
        return new Key(
            file.toRealPath(),
            attributes.fileKey(),
            attributes.size(),
            attributes.lastModifiedTime(),
            options);
      } catch (IOException e) {
        throw new EngineException(EngineException.Kind.MODEL, file + ": cannot be read: " + e, e);
      }
    }
  }
}
