package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.ShapeBuckets;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings for GPUs, as far as a machine without one can tell. */
class AcceleratorSettingsTest {
  static List<HfFixture> fixtures() {
    return HfFixture.all();
  }

  /** The policy of GPUs with its warm-up, on a CPU: all shapes run, up to the last position. */
  @ParameterizedTest
  @MethodSource("fixtures")
  void build_bucketsAndWarmUp_givesTheAnswersOfTheReference(HfFixture fixture) {
    ModelDirectory directory = ModelDirectory.open(fixture.directory());
    int longest;
    try (TextClassifier plain = TextClassifier.load(fixture.directory())) {
      longest = plain.describe().maxTokens();
    }
    AtomicInteger runs = new AtomicInteger();
    EngineMetrics metrics =
        new EngineMetrics() {
          @Override
          public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
            runs.incrementAndGet();
          }
        };
    List<HfFixture.Expected> expected =
        fixture.expected().stream().filter(each -> each.maxLength().isEmpty()).toList();
    try (TextClassifier classifier =
        TextClassifier.builder(directory)
            .batchPolicy(TokenBudgetBatchPolicy.of(ShapeBuckets.of(longest, 6, 512), 64))
            .warmUp(Duration.ofMinutes(5))
            .lanes(1)
            .metrics(metrics)
            .build()) {
      assertEquals(0, runs.get(), "runs of the warm-up are nobody's requests");
      List<Classification> answers =
          classifier.classifyAll(expected.stream().map(HfFixture.Expected::text).toList());
      for (int i = 0; i < answers.size(); i++) {
        for (LabelScore score : answers.get(i).scores()) {
          float reference = expected.get(i).ranking().getOrDefault(score.label(), Float.NaN);
          assertEquals(reference, score.score(), 1e-5f);
        }
      }
      assertTrue(runs.get() > 0);
    }
  }

  /** The fixture has fewer than 4,096 positions. */
  @Test
  void build_warmUpBeyondTheModelsPositions_failsAndNamesTheBucket() {
    TextClassifierBuilder builder =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
            .batchPolicy(TokenBudgetBatchPolicy.of(ShapeBuckets.of(4096, 1, 4096), 64))
            .warmUp(Duration.ofMinutes(5));
    EngineException failed = assertThrows(EngineException.class, builder::build);
    String message = String.valueOf(failed.getMessage());
    assertTrue(message.startsWith("device cpu: warm-up: the run of shape [1, 4096]"), message);
  }

  @Test
  void build_deviceThatIsNotThere_saysSoWhateverIsChosenForIt() {
    for (String device : List.of("cuda:0,cuda:1", "tensorrt")) {
      TextClassifierBuilder builder =
          TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
              .device(device)
              .gpuMemoryLimit(1 << 30)
              .cpuFallback(false)
              .tensorRtCache(Path.of("no-such-directory"))
              .tensorRtHalf(true)
              .gpuShrinkAfterIdle(Duration.ZERO)
              .maxBatchTokens(4096);
      EngineException refused = assertThrows(EngineException.class, builder::build);
      assertTrue(String.valueOf(refused.getMessage()).startsWith("device "), refused::toString);
    }
    assertTrue(!Path.of("no-such-directory").toFile().exists());
  }

  @Test
  void settings_thatCannotBe_areRefusedByName() {
    TextClassifierBuilder builder =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()));
    String[] messages = {
      refusal(() -> builder.gpuMemoryLimit(-1)),
      refusal(() -> builder.warmUp(Duration.ofSeconds(-1))),
      refusal(() -> builder.gpuShrinkAfterIdle(Duration.ofSeconds(-1))),
      refusal(() -> builder.maxBatchTokens(0)),
      refusal(() -> builder.device("cpu,cuda:0")),
      refusal(() -> builder.cpuFallback(false).build()),
      refusal(
          () ->
              builder
                  .cpuFallback(true)
                  .device("cuda")
                  .providerOptions(Map.of("gpu_mem_limit", "lots"))
                  .build()),
    };
    assertArrayEquals(
        new String[] {
          "gpuMemoryLimit: -1 bytes, expected 1 or more",
          "warmUp: PT-1S, expected zero or more",
          "shrinkAfterIdle: PT-1S, expected zero or more",
          "maxBatchTokens: 0, expected 1 or more",
          "device: \"cpu,cuda:0\", expected devices of one kind",
          "cpuFallback: false with devices [cpu], expected cuda, tensorrt or auto",
          "provider option \"gpu_mem_limit\": \"lots\", expected a number of bytes",
        },
        messages);
  }

  private static String refusal(Runnable setting) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, setting::run).getMessage());
  }
}
