package io.heed.converter.train;

import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.samediff.Nd4jSetup;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains a classifier: epochs of batches of similar length, a gradient step a batch, a validation
 * and an early stop by epoch, a checkpoint every so many steps.
 *
 * <p>A run continues from its checkpoint if there is one, to the same weights bit for bit. Confined
 * to one thread; its workers are its own.
 */
public final class Trainer {
  private final NetworkConfig network;
  private final TrainingOptions options;
  private final EncodedTexts training;
  private final EncodedTexts validation;
  private final RandomStreams streams;
  private final CheckpointFile checkpoint;

  private Trainer(
      NetworkConfig network,
      TrainingOptions options,
      EncodedTexts training,
      EncodedTexts validation,
      Path checkpoint) {
    this.network = network;
    this.options = options;
    this.training = training;
    this.validation = validation;
    this.streams = new RandomStreams(options.seed());
    this.checkpoint =
        new CheckpointFile(checkpoint, RunFingerprint.of(network, options, training, validation));
  }

  /**
   * A run over these texts.
   *
   * @param checkpoint the checkpoint's file, in an existing folder
   */
  public static Trainer create(
      NetworkConfig network,
      TrainingOptions options,
      EncodedTexts training,
      EncodedTexts validation,
      Path checkpoint) {
    Nd4jSetup.apply();
    return new Trainer(network, options, training, validation, checkpoint);
  }

  /** Trains to the end. */
  public TrainingResult run(TrainingListener listener) {
    int[] lengths = training.lengths();
    int batches = (training.size() + options.batchSize() - 1) / options.batchSize();
    try (GradientWorkers workers = new GradientWorkers(network, options, streams)) {
      TrainingState state = start(workers);
      AdamOptimizer optimizer =
          new AdamOptimizer(
              state.firstMoments,
              state.secondMoments,
              new LearningRateSchedule(
                  options.learningRate(), options.warmupSteps(), batches * options.epochs()),
              options.clipNorm(),
              options.weightDecay());
      Predictor predictor = new Predictor(network);
      Clock clock = new Clock();
      while (!state.finished) {
        int[][] epoch =
            LengthBuckets.batches(
                lengths,
                options.batchSize(),
                streams.stream(RandomStreams.Purpose.BATCHES, state.epoch, 0));
        while (state.batchInEpoch < epoch.length) {
          step(workers, optimizer, state, epoch[state.batchInEpoch]);
          clock.addTo(state);
          listener.onStep(progress(state));
          if (state.step % options.checkpointSteps() == 0) {
            checkpoint.write(state);
          }
        }
        EpochMetrics metrics = finishEpoch(state, predictor);
        clock.addTo(state);
        checkpoint.write(state);
        listener.onEpoch(metrics);
      }
      predictor.load(state.best);
      return new TrainingResult(
          predictor, List.copyOf(state.history), state.bestEpoch, state.step, state.seconds);
    }
  }

  private TrainingState start(GradientWorkers workers) {
    TrainingState state = new TrainingState(workers.layout().size());
    workers.store(state.weights);
    copy(state.weights, state.average);
    if (checkpoint.exists()) {
      checkpoint.read(state);
    }
    workers.load(state.weights);
    return state;
  }

  private void step(
      GradientWorkers workers, AdamOptimizer optimizer, TrainingState state, int[] rows) {
    GradientWorkers.StepResult result = workers.step(training, rows, state.step);
    optimizer.update(state.step, workers.gradient(), state.weights);
    workers.load(state.weights);
    average(state);
    state.step++;
    state.batchInEpoch++;
    state.texts += rows.length;
    state.right += result.right();
    state.lossSum += result.loss() * rows.length;
  }

  /** Early steps weigh more than the decay says, or the initial weights would stay in for long. */
  private void average(TrainingState state) {
    if (options.averageDecay() == 0) {
      return;
    }
    double decay = Math.min(options.averageDecay(), (state.step + 1.0) / (state.step + 10.0));
    float kept = (float) decay;
    float share = (float) (1 - decay);
    for (int i = 0; i < state.average.length; i++) {
      state.average[i] = kept * state.average[i] + share * state.weights[i];
    }
  }

  private EpochMetrics finishEpoch(TrainingState state, Predictor predictor) {
    float[] evaluated = options.averageDecay() == 0 ? state.weights : state.average;
    predictor.load(evaluated);
    Predictor.Score score = predictor.score(validation);
    TrainingListener.StepProgress progress = progress(state);
    state.epoch++;
    EpochMetrics metrics =
        new EpochMetrics(
            state.epoch, progress.loss(), progress.accuracy(), score.loss(), score.accuracy());
    state.history.add(metrics);
    if (score.accuracy() > state.bestAccuracy) {
      state.bestAccuracy = score.accuracy();
      state.bestEpoch = state.epoch;
      copy(evaluated, state.best);
    }
    state.finished =
        state.epoch == options.epochs() || state.epoch - state.bestEpoch >= options.patience();
    state.batchInEpoch = 0;
    state.lossSum = 0;
    state.right = 0;
    state.texts = 0;
    return metrics;
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  /** Adds the time since the last call to the state, so that it survives a kill. */
  private static final class Clock {
    private long last = System.nanoTime();

    void addTo(TrainingState state) {
      long now = System.nanoTime();
      state.seconds += (now - last) / 1e9;
      last = now;
    }
  }

  private TrainingListener.StepProgress progress(TrainingState state) {
    double texts = Math.max(1, state.texts);
    return new TrainingListener.StepProgress(
        state.epoch + 1, state.texts, training.size(), state.lossSum / texts, state.right / texts);
  }
}
