package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * ONNX Runtime in this process: its one environment, which is never closed, and the options of a
 * session. Thread-safe.
 */
final class OrtRuntime {
  private OrtRuntime() {}

  /**
   * The environment of the process.
   *
   * @throws EngineException of kind RUNTIME that says why there is none, the same at each call
   */
  static OrtEnvironment environment() {
    try {
      return Loaded.RESULT.get();
    } catch (EngineException e) {
      throw new EngineException(e.kind(), String.valueOf(e.getMessage()), e);
    }
  }

  /** What the one attempt came to; a failed initialiser would hide the reason from later calls. */
  private static final class Loaded {
    static final Supplier<OrtEnvironment> RESULT = attempt();

    private static Supplier<OrtEnvironment> attempt() {
      try {
        OrtEnvironment environment = load();
        return () -> environment;
      } catch (EngineException e) {
        return () -> {
          throw e;
        };
      }
    }
  }

  /**
   * Fresh options, to be closed after the session. Errors reach the caller as exceptions, so that
   * the native log, which would repeat them on the standard error, stays silent.
   */
  static SessionOptions sessionOptions(OrtOptions options) throws OrtException {
    environment(); // first, since any class of ONNX Runtime loads its libraries
    SessionOptions session = new SessionOptions();
    NativeHandle.SESSION_OPTIONS.opened();
    try {
      session.setIntraOpNumThreads(options.intraOpThreads());
      session.setInterOpNumThreads(1);
      session.addConfigEntry("session.intra_op.allow_spinning", "0");
      session.addConfigEntry("session.inter_op.allow_spinning", "0");
      session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtProviders.add(session, options.device(), options.providerOptions());
      if (options.device().isAccelerator() && !options.accelerator().cpuFallback()) {
        refuseCpu(session);
      }
      return session;
    } catch (OrtException | RuntimeException e) {
      close(session);
      throw e;
    }
  }

  /** Makes a session fail that has nodes which none but the CPU can run. */
  static void refuseCpu(SessionOptions session) throws OrtException {
    session.addConfigEntry("session.disable_cpu_ep_fallback", "1");
  }

  /** Profiles all runs into a temporary file. */
  static void profile(SessionOptions session) throws OrtException {
    Path prefix = Path.of(System.getProperty("java.io.tmpdir"), "heed-" + UUID.randomUUID());
    session.enableProfiling(prefix.toString());
  }

  static void close(SessionOptions options) {
    options.close();
    NativeHandle.SESSION_OPTIONS.closed();
  }

  private static OrtEnvironment load() {
    try {
      OrtClassPath.check(OrtNatives.class.getClassLoader());
      OrtNatives.keep();
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "heed");
    } catch (EngineException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "ONNX Runtime cannot be loaded: " + e, e);
    }
  }
}
