package io.heed.server.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedModelsTest {
  @TempDir private Path folder;

  /** The graph's logits are ln 2 times the number of tokens, and 0. */
  @Test
  void load_onnxFile_servesItsTensors() throws IOException {
    try (InputStream words =
        Objects.requireNonNull(
            ServedModelsTest.class.getResourceAsStream("/io/heed/server/cli/words.onnx"))) {
      Files.copy(words, folder.resolve("model.onnx"));
    }
    try (ServedModel model = ServedModels.load(folder, ServingOptions.DEFAULT)) {
      Map<String, RawTensor> inputs = new LinkedHashMap<>();
      for (TensorMetadata input : model.metadata().inputs()) {
        inputs.put(input.name(), RawTensor.of(ElementType.INT64, ones(), 1, 3));
      }
      RawTensor logits =
          model.infer(InferenceRequest.of(inputs), () -> {}).join().outputs().get("logits");
      assertArrayEquals(new long[] {1, 2}, Objects.requireNonNull(logits).shape());
      assertEquals(3 * Math.log(2), logits.bytes().getFloat(0), 1e-6);
      assertEquals(0, logits.bytes().getFloat(4), 1e-6);
    }
  }

  /** The graph runs once with zeros; whoever counts runs begins after that. */
  @Test
  void load_withWarmUp_runsWithoutBeingCounted() throws IOException {
    try (InputStream words =
        Objects.requireNonNull(
            ServedModelsTest.class.getResourceAsStream("/io/heed/server/cli/words.onnx"))) {
      Files.copy(words, folder.resolve("model.onnx"));
    }
    List<Integer> told = new ArrayList<>();
    EngineMetrics metrics =
        new EngineMetrics() {
          @Override
          public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
            told.add(rows);
          }
        };
    ServingOptions options = ServingOptions.DEFAULT.withWarmUp(Duration.ofSeconds(20));
    try (ServedModel model = ServedModels.load(folder, options, engine -> metrics)) {
      assertEquals(List.of(1), told);
      assertEquals(List.of(), model.runs().snapshot());
    }
  }

  @Test
  void load_emptyFolder_saysWhatWasExpected() {
    ServerException refused =
        assertThrows(
            ServerException.class, () -> ServedModels.load(folder, ServingOptions.DEFAULT));
    assertEquals(Status.UNAVAILABLE, refused.status());
    assertEquals(
        "found neither model.onnx nor a model directory with tokenizer.json, expected one of them",
        refused.getMessage());
  }

  private static ByteBuffer ones() {
    ByteBuffer ones = ByteBuffer.allocateDirect(3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    return ones.putLong(1).putLong(1).putLong(1).flip();
  }
}
