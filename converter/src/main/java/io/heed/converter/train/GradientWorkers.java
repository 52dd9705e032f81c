package io.heed.converter.train;

import io.heed.converter.error.ConverterException;
import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Threads that share the rows of a batch; each has a replica of the graph. The gradients are summed
 * in the workers' order, so that a step's result does not depend on who finishes first. Called from
 * the trainer's thread alone; blocks.
 */
final class GradientWorkers implements AutoCloseable {
  /** Mean loss and right answers of a step. */
  record StepResult(double loss, int right) {}

  /**
   * Attention scores of a run and head, rows times length squared. Without a bound a batch of 64
   * texts of 256 tokens holds ten arrays of 33 MB at a time.
   */
  private static final long MAX_SCORES = 600_000;

  private static final int NO_LABEL = -1;

  /** A step that takes longer keeps its buffers until the process ends. */
  private static final int LONGEST_STEP_SECONDS = 60;

  private final NetworkConfig network;
  private final TrainingOptions options;
  private final RandomStreams streams;
  private final List<Replica> replicas = new ArrayList<>();
  private final ExecutorService threads;

  GradientWorkers(NetworkConfig network, TrainingOptions options, RandomStreams streams) {
    this.network = network;
    this.options = options;
    this.streams = streams;
    for (int worker = 0; worker < options.workers(); worker++) {
      replicas.add(new Replica(network, streams.stream(RandomStreams.Purpose.WEIGHTS, 0, 0)));
    }
    this.threads =
        Executors.newFixedThreadPool(
            options.workers(), task -> new Thread(() -> work(task), "heed-gradient-worker"));
  }

  private static void work(Runnable task) {
    Nd4jSetup.useOneNativeThread();
    task.run();
  }

  ParameterLayout layout() {
    return replicas.get(0).layout();
  }

  /** Copies the weights out. */
  void store(float[] weights) {
    replicas.get(0).store(weights);
  }

  /** Gives all replicas these weights. */
  void load(float[] weights) {
    replicas.forEach(replica -> replica.load(weights));
  }

  /** The gradient of the last step, flat; valid until the next. */
  float[] gradient() {
    return replicas.get(0).gradient();
  }

  /** Runs one batch; the gradient is the mean over its rows. */
  StepResult step(EncodedTexts texts, int[] rows, int step) {
    int share = (rows.length + replicas.size() - 1) / replicas.size();
    List<Future<Replica.Result>> running = new ArrayList<>();
    for (int worker = 0; worker < replicas.size() && worker * share < rows.length; worker++) {
      int from = worker * share;
      int to = Math.min(from + share, rows.length);
      int stream = worker;
      running.add(threads.submit(() -> share(texts, rows, from, to, step, stream)));
    }
    double loss = 0;
    int right = 0;
    for (int worker = 0; worker < running.size(); worker++) {
      Replica.Result result = await(running.get(worker));
      loss += result.loss();
      right += result.right();
      if (worker > 0) {
        add(gradient(), replicas.get(worker).gradient());
      }
    }
    return new StepResult(loss, right);
  }

  private static void add(float[] sum, float[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  /** A worker's rows; long texts in several runs, whose gradients add up. */
  private Replica.Result share(
      EncodedTexts texts, int[] rows, int from, int to, int step, int worker) {
    Replica replica = replicas.get(worker);
    RandomGenerator dropout = streams.stream(RandomStreams.Purpose.DROPOUT, step, worker);
    WordDropout wordDropout =
        new WordDropout(
            options.wordDropout(),
            streams.stream(RandomStreams.Purpose.WORD_DROPOUT, step, worker));
    int size = rowsOfRun(texts, rows, from, to);
    Replica.Result result = new Replica.Result(0, 0);
    for (int start = from; start < to; start += size) {
      Batch batch = batch(texts, rows, start, Math.min(start + size, to), wordDropout);
      result = result.plus(replica.step(batch, dropout, start == from));
    }
    return result;
  }

  private int rowsOfRun(EncodedTexts texts, int[] rows, int from, int to) {
    long longest = network.minimumLength();
    for (int row = from; row < to; row++) {
      longest = Math.max(longest, texts.ids()[rows[row]].length);
    }
    return (int) Math.max(1, Math.min(to - from, MAX_SCORES / (longest * longest)));
  }

  private Batch batch(EncodedTexts texts, int[] rows, int from, int to, WordDropout wordDropout) {
    // SameDiff fails on a batch of one text, so that one gets company without weight in the loss.
    int size = Math.max(2, to - from);
    int[][] ids = new int[size][];
    int[] labels = new int[size];
    Arrays.fill(ids, texts.ids()[rows[from]]);
    Arrays.fill(labels, NO_LABEL);
    for (int row = from; row < to; row++) {
      ids[row - from] = wordDropout.apply(texts.ids()[rows[row]]);
      labels[row - from] = texts.labels()[rows[row]];
    }
    Batch batch = Batch.of(ids, labels, network.minimumLength());
    batch.put(ClassifierNetwork.TARGETS, Nd4j.createFromArray(targets(labels, 1.0 / rows.length)));
    return batch;
  }

  /** Smoothed one-hot rows times each text's weight in the loss. */
  private float[][] targets(int[] labels, double weight) {
    int count = network.labels();
    double smoothing = options.labelSmoothing();
    float[][] targets = new float[labels.length][count];
    for (int row = 0; row < labels.length && labels[row] != NO_LABEL; row++) {
      Arrays.fill(targets[row], (float) (weight * smoothing / count));
      targets[row][labels[row]] += (float) (weight * (1 - smoothing));
    }
    return targets;
  }

  private static <T> T await(Future<T> running) {
    try {
      return running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted", e);
    } catch (ExecutionException e) {
      throw new ConverterException(
          ConverterException.Kind.NUMERIC, "a training step failed: " + e.getCause(), e);
    }
  }

  /** Waits for a step that still runs; while it does, its buffers must stay. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (threads.awaitTermination(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
        replicas.forEach(Replica::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
