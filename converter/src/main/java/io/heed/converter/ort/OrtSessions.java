package io.heed.converter.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.Map;

/** Opens sessions; errors reach the caller as exceptions, the native log is silent. Stateless. */
final class OrtSessions {
  private OrtSessions() {}

  interface Factory {
    OrtSession create(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }

  /** The environment of the process, by the name and level that the engine uses too. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "heed");
  }

  static OrtSession open(String model, OrtGraphOptions options, Factory factory) {
    OrtEnvironment environment = environment(); // first: it loads the libraries
    try (SessionOptions session = new SessionOptions()) {
      session.setOptimizationLevel(level(options.optimization()));
      session.setIntraOpNumThreads(options.threads());
      session.setInterOpNumThreads(1);
      session.addConfigEntry("session.intra_op.allow_spinning", "0");
      session.addConfigEntry("session.inter_op.allow_spinning", "0");
      session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (options.optimizedModel().isPresent()) {
        session.setOptimizedModelFilePath(options.optimizedModel().get().toString());
      }
      if (options.profilePrefix().isPresent()) {
        session.enableProfiling(options.profilePrefix().get().toString());
      }
      for (Map.Entry<String, String> entry : options.config().entrySet()) {
        session.addConfigEntry(entry.getKey(), entry.getValue());
      }
      return factory.create(environment, session);
    } catch (OrtException e) {
      throw failure(e, model + ": cannot be loaded");
    }
  }

  static ConverterException failure(OrtException e, String what) {
    Kind kind = e.getCode() == OrtErrorCode.ORT_NOT_IMPLEMENTED ? Kind.UNSUPPORTED : Kind.INPUT;
    return new ConverterException(kind, what + ": " + e.getMessage(), e);
  }

  private static OptLevel level(OrtGraphOptions.Optimization optimization) {
    return switch (optimization) {
      case NONE -> OptLevel.NO_OPT;
      case BASIC -> OptLevel.BASIC_OPT;
      case EXTENDED -> OptLevel.EXTENDED_OPT;
      case ALL -> OptLevel.ALL_OPT;
    };
  }
}
