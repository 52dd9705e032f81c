package io.heed.bench.encoder;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.engine.token.TokenSequence;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session of ONNX Runtime over an encoder, with the runtime's defaults but for the number of
 * threads. Thread-safe until it is closed.
 */
public final class EncoderSession implements AutoCloseable {
  private static final List<String> KNOWN_INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids");

  private final OrtSession.SessionOptions options;
  private final OrtSession session;
  private final List<String> inputs;
  private final String output;
  private final int width;

  private EncoderSession(
      OrtSession.SessionOptions options, OrtSession session, String output, int width)
      throws OrtException {
    this.options = options;
    this.session = session;
    this.inputs = List.copyOf(session.getInputInfo().keySet());
    this.output = output;
    this.width = width;
  }

  /**
   * Loads a model.
   *
   * @param intraOpThreads the threads that share the work of a run, the caller's among them
   * @throws BenchException of kind RUN if it cannot be loaded or is not an encoder
   */
  public static EncoderSession open(EncoderModel model, int intraOpThreads) {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    OrtSession session = null;
    try {
      options.setIntraOpNumThreads(intraOpThreads);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      session = OrtEnvironment.getEnvironment().createSession(model.graph().toString(), options);
      if (!KNOWN_INPUTS.containsAll(session.getInputInfo().keySet())) {
        throw new BenchException(
            Kind.RUN, "inputs " + session.getInputInfo().keySet() + ", expected " + KNOWN_INPUTS);
      }
      for (Map.Entry<String, NodeInfo> found : session.getOutputInfo().entrySet()) {
        if (found.getValue().getInfo() instanceof TensorInfo tensor
            && tensor.type == OnnxJavaType.FLOAT
            && tensor.getShape().length == 3
            && tensor.getShape()[2] > 0) {
          return new EncoderSession(options, session, found.getKey(), (int) tensor.getShape()[2]);
        }
      }
      throw new BenchException(
          Kind.RUN,
          "outputs "
              + session.getOutputInfo().keySet()
              + ", expected one of floats [batch, tokens, width]");
    } catch (OrtException | BenchException e) {
      close(session, options);
      throw new BenchException(
          Kind.RUN, model.graph() + ": cannot be loaded: " + e.getMessage(), e);
    }
  }

  OrtSession session() {
    return session;
  }

  List<String> inputs() {
    return inputs;
  }

  String output() {
    return output;
  }

  /** The length of a vector. */
  int width() {
    return width;
  }

  /** What an input is fed with at a token of a text. */
  static long value(String input, TokenSequence tokens, int position) {
    return switch (input) {
      case "input_ids" -> tokens.ids()[position];
      case "token_type_ids" -> tokens.typeIds()[position];
      default -> 1; // attention_mask
    };
  }

  @Override
  public void close() {
    close(session, options);
  }

  private static void close(@Nullable OrtSession session, OrtSession.SessionOptions options) {
    try (options) {
      if (session != null) {
        session.close();
      }
    } catch (OrtException e) {
      throw new BenchException(Kind.RUN, "the session cannot be closed: " + e.getMessage(), e);
    }
  }
}
