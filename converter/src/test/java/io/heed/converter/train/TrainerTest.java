package io.heed.converter.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.layer.Activation;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final NetworkConfig NETWORK =
      new NetworkConfig(
          30,
          16,
          8,
          2,
          4,
          8,
          1,
          6,
          3,
          Activation.RELU,
          Pooling.MASKED_AVERAGE,
          1e-6,
          0.1,
          0.1,
          0.1);
  private static final EncodedTexts TRAINING = texts(1, 600);
  private static final EncodedTexts VALIDATION = texts(2, 90);
  private static final int[][] PROBE = {{2, 7, 9}, {14, 3}, {28, 28, 28, 5}};

  @TempDir Path folder;

  @Test
  void run_separableTexts_learnsThem() {
    TrainingResult result = trainer(1, 4, "a").run(new QuietListener());
    assertTrue(
        result.history().get(result.bestEpoch() - 1).validationAccuracy() > 0.9,
        result.history().toString());
  }

  @Test
  void run_sameSeed_givesTheSameWeights() {
    float[][] first = trainer(1, 1, "a").run(new QuietListener()).predictor().logits(PROBE);
    float[][] second = trainer(1, 1, "b").run(new QuietListener()).predictor().logits(PROBE);
    assertArrayEquals(first, second);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void run_killedAtAnyStep_resumesToTheSameWeights(int workers) {
    float[][] whole = trainer(workers, 2, "a").run(new QuietListener()).predictor().logits(PROBE);
    SplittableRandom random = new SplittableRandom(11);
    for (int kill = 0; kill < 3; kill++) {
      KillingListener killer = new KillingListener(1 + random.nextInt(30));
      assertThrows(KillingListener.Killed.class, () -> trainer(workers, 2, "b").run(killer));
    }
    TrainingResult resumed = trainer(workers, 2, "b").run(new QuietListener());
    assertArrayEquals(whole, resumed.predictor().logits(PROBE));
    assertEquals(2, resumed.history().size());
  }

  @Test
  void run_finishedCheckpoint_trainsNoFurther() {
    float[][] first = trainer(1, 1, "a").run(new QuietListener()).predictor().logits(PROBE);
    QuietListener listener = new QuietListener();
    float[][] again = trainer(1, 1, "a").run(listener).predictor().logits(PROBE);
    assertEquals(0, listener.steps);
    assertArrayEquals(first, again);
  }

  @Test
  void run_checkpointOfOtherOptions_isRefusedByName() {
    trainer(1, 1, "a").run(new QuietListener());
    ConverterException refused =
        assertThrows(ConverterException.class, () -> trainer(2, 1, "a").run(new QuietListener()));
    assertTrue(String.valueOf(refused.getMessage()).contains("workers=2"), refused::getMessage);
    assertTrue(String.valueOf(refused.getMessage()).contains("workers=1"), refused::getMessage);
  }

  @Test
  void run_damagedCheckpoint_isRefused() throws Exception {
    trainer(1, 1, "a").run(new QuietListener());
    Path checkpoint = folder.resolve("a.bin");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length / 2] ^= 1;
    Files.write(checkpoint, bytes);
    ConverterException refused =
        assertThrows(ConverterException.class, () -> trainer(1, 1, "a").run(new QuietListener()));
    assertTrue(String.valueOf(refused.getMessage()).contains("damaged"), refused::getMessage);
  }

  @Test
  void run_lastBatchOfOneText_trainsOnIt() {
    int[][] ids = Arrays.copyOf(TRAINING.ids(), 21);
    int[] labels = Arrays.copyOf(TRAINING.labels(), 21);
    QuietListener listener = new QuietListener();
    Trainer.create(
            NETWORK,
            options(1, 2),
            new EncodedTexts(ids, labels),
            VALIDATION,
            folder.resolve("d.bin"))
        .run(listener);
    assertEquals(4, listener.steps);
  }

  @Test
  void run_uselessTexts_stopsEarly() {
    // Labels without any relation to the texts: the first accuracy is not beaten for long.
    SplittableRandom random = new SplittableRandom(5);
    int[] labels = random.ints(TRAINING.size(), 0, 3).toArray();
    int[] validationLabels = new int[VALIDATION.size()];
    TrainingOptions options = options(1, 50);
    TrainingResult result =
        Trainer.create(
                NETWORK,
                options,
                new EncodedTexts(TRAINING.ids(), labels),
                new EncodedTexts(VALIDATION.ids(), validationLabels),
                folder.resolve("c.bin"))
            .run(new QuietListener());
    assertEquals(result.bestEpoch() + options.patience(), result.history().size());
    assertTrue(result.history().size() < 50);
  }

  private Trainer trainer(int workers, int epochs, String name) {
    return Trainer.create(
        NETWORK, options(workers, epochs), TRAINING, VALIDATION, folder.resolve(name + ".bin"));
  }

  private static TrainingOptions options(int workers, int epochs) {
    return new TrainingOptions(7, epochs, 20, 2e-2, 5, 0.01, 1, 0.05, 0.05, 0.9, 2, workers, 4);
  }

  /** Texts whose label is the third of the vocabulary that most of their tokens come from. */
  private static EncodedTexts texts(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] ids = new int[count][];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      int label = random.nextInt(3);
      labels[row] = label;
      ids[row] =
          random.ints(1 + random.nextInt(12), 0, 9).map(word -> 2 + 9 * label + word).toArray();
    }
    return new EncodedTexts(ids, labels);
  }

  private static class QuietListener implements TrainingListener {
    int steps;

    @Override
    public void onStep(StepProgress progress) {
      steps++;
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {}
  }

  /** Throws at a step, which leaves the files as a kill does. */
  private static final class KillingListener extends QuietListener {
    private final int lastStep;

    KillingListener(int lastStep) {
      this.lastStep = lastStep;
    }

    @Override
    public void onStep(StepProgress progress) {
      super.onStep(progress);
      if (steps == lastStep) {
        throw new Killed();
      }
    }

    static final class Killed extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }
  }
}
