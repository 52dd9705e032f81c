package io.heed.bench.baseline;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A session as both baselines open it: the engine's options (one thread, the caller's; no
 * spinning), so that only the way of calling differs. Confined to one thread.
 */
final class OrtModel implements AutoCloseable {
  private final OrtSession.SessionOptions options;
  private final OrtSession session;
  private final List<String> inputs;

  private OrtModel(OrtSession.SessionOptions options, OrtSession session, List<String> inputs) {
    this.options = options;
    this.session = session;
    this.inputs = inputs;
  }

  static OrtModel open(ModelDirectory directory, Variant variant) {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      byte[] bytes = directory.read(variant.file());
      OrtSession session = OrtEnvironment.getEnvironment().createSession(bytes, options);
      return new OrtModel(options, session, List.copyOf(session.getInputInfo().keySet()));
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw new BenchException(
          Kind.RUN, directory + ": " + variant.file() + ": cannot be loaded: " + e.getMessage(), e);
    }
  }

  OrtSession session() {
    return session;
  }

  /** The names of the graph's inputs, in its order. */
  List<String> inputs() {
    return inputs;
  }

  /** The name of the output with the scores: {@code logits}, or the graph's first. */
  String output() throws OrtException {
    Set<String> outputs = session.getOutputInfo().keySet();
    return outputs.contains("logits") ? "logits" : outputs.iterator().next();
  }

  /** What an input of the graph is fed with for a text. */
  long[] values(String input, TokenSequence text) {
    return switch (input) {
      case "input_ids" -> text.ids();
      case "token_type_ids" -> text.typeIds();
      case "attention_mask" -> {
        long[] mask = new long[text.length()];
        Arrays.fill(mask, 1);
        yield mask;
      }
      default ->
          throw new BenchException(
              Kind.RUN,
              "input " + input + ": expected input_ids, attention_mask or token_type_ids");
    };
  }

  @Override
  public void close() throws OrtException {
    session.close();
    options.close();
  }
}
