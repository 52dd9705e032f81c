package io.heed.server.inference;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Lets a model answer before its first client comes, so that code is compiled, memory taken and
 * kernels chosen by then. Stateless.
 */
final class WarmUp {
  private static final int MOST_REQUESTS = 300;
  private static final List<String> TEXTS =
      List.of(
          "a short text",
          "a text of a length that is about that of the headline of a news item",
          "a longer text, ".repeat(20));

  private WarmUp() {}

  /**
   * Runs a model that takes texts; blocks. Requests end early if the model does not answer them:
   * clients will be told why.
   *
   * @param limit how long at most
   */
  static void texts(ServedModel model, boolean pairs, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    for (int i = 0; i < MOST_REQUESTS && System.nanoTime() < end; i++) {
      RawTensor text = text(TEXTS.get(i % TEXTS.size()));
      Map<String, RawTensor> inputs = new LinkedHashMap<>();
      inputs.put(TextServedModel.TEXT, text);
      if (pairs) {
        inputs.put(TextServedModel.PAIR, text);
      }
      if (!answers(model, inputs)) {
        return;
      }
    }
  }

  /** Runs a graph once with zeros, free axes of size 1; blocks. */
  static void tensors(ServedModel model) {
    Map<String, RawTensor> inputs = new LinkedHashMap<>();
    for (TensorMetadata input : model.metadata().inputs()) {
      long[] shape = input.shape().stream().mapToLong(size -> Math.max(1, size)).toArray();
      long elements = 1;
      for (long size : shape) {
        elements *= size;
      }
      if (input.datatype() == ElementType.BYTES || elements > 1 << 20) {
        return; // no telling what it would take
      }
      int bytes = (int) elements * input.datatype().sizeBytes();
      inputs.put(input.name(), RawTensor.of(input.datatype(), ByteBuffer.allocate(bytes), shape));
    }
    answers(model, inputs);
  }

  private static boolean answers(ServedModel model, Map<String, RawTensor> inputs) {
    try {
      model.infer(InferenceRequest.of(inputs), () -> {}).join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  private static RawTensor text(String text) {
    return RawTensor.ofStrings(List.of(text.getBytes(StandardCharsets.UTF_8)), 1);
  }
}
