package io.heed.bench;

import ai.onnxruntime.OrtException;
import io.heed.engine.TextClassifier;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The contestants of {@link ClassifyBenchmark} in turns: each call of {@link #turns} runs every one
 * of them once, in random order and each with another text, with a clock around each. A machine
 * that is slow for a while is so for all of them, so that shares and ratios hold where the times do
 * not: {@link TextClassifier#classify} beside the baselines bare run and naive run, the tokenizer,
 * the engine's run and the ranking.
 *
 * <p>Each contestant finds the caches as the others left them, as in a service that does other
 * things between two texts; alone, in {@link ClassifyBenchmark}, it is up to a fourth quicker.
 *
 * <p>Command: {@code ./heed bench ClassifyTurns}, or with {@link ClassifyBenchmark} for allocation
 * and percentiles too: {@code ./heed bench Classify -prof gc}; then {@code ./heed bench report
 * FILE}. Input: the texts of one set, each as often as every other for each contestant; sets,
 * models and variants as there. The score of {@code turns} itself means nothing; its secondary
 * results are the median microseconds of each contestant in each iteration.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class ClassifyTurnsBenchmark {
  /** Texts between those that two contestants take in one turn; shares no factor with the sets. */
  private static final int STRIDE = 7;

  /** {@code headline}, {@code paragraph} or a file with one text a line. */
  @Param({Texts.HEADLINE, Texts.PARAGRAPH})
  String texts = Texts.HEADLINE;

  /** {@code bundled} or a model directory. */
  @Param(Contestants.BUNDLED)
  String model = Contestants.BUNDLED;

  /** {@code default} or the name of a variant. */
  @Param(Contestants.DEFAULT)
  String variant = Contestants.DEFAULT;

  @SuppressWarnings("NullAway.Init") // set by open(), which JMH calls first
  private Contestants contestants;

  private final TurnOrder order = new TurnOrder(6);
  private int next;

  /** Loads everything and prepares what the stages take. */
  @Setup
  public void open() throws OrtException {
    contestants = Contestants.open(texts, model, variant);
  }

  /** Frees the native memory. */
  @TearDown
  public void close() throws OrtException {
    contestants.close();
  }

  /** One turn of every contestant. */
  @Benchmark
  public void turns(Medians medians, Blackhole answers) throws OrtException {
    next = next + 1 == contestants.size() ? 0 : next + 1;
    for (int contestant : order.next()) {
      int text = (next + STRIDE * contestant) % contestants.size();
      long start = System.nanoTime();
      Object answer = run(contestant, text);
      medians.add(contestant, System.nanoTime() - start);
      answers.consume(answer);
    }
  }

  private Object run(int contestant, int text) throws OrtException {
    return switch (contestant) {
      case 0 -> contestants.classify(text);
      case 1 -> contestants.tokenize(text);
      case 2 -> contestants.bareRun(text);
      case 3 -> contestants.naiveRun(text);
      case 4 -> contestants.engineRun(text);
      default -> contestants.rank(text);
    };
  }

  /** The median microseconds of each contestant in an iteration, which JMH asks for at its end. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Medians {
    private final TurnMedians medians = new TurnMedians(6);

    /** Forgets the iteration before. */
    @Setup(Level.Iteration)
    public void clear() {
      medians.clear();
    }

    /** Text to ranked labels. */
    public double classify() {
      return medians.micros(0);
    }

    /** The tokenizer alone. */
    public double tokenize() {
      return medians.micros(1);
    }

    /** The leanest run. */
    public double bareRun() {
      return medians.micros(2);
    }

    /** The run as ONNX Runtime's examples write it. */
    public double naiveRun() {
      return medians.micros(3);
    }

    /** The engine's run. */
    public double engineRun() {
      return medians.micros(4);
    }

    /** Softmax and ranking alone. */
    public double rank() {
      return medians.micros(5);
    }

    void add(int contestant, long duration) {
      medians.add(contestant, duration);
    }
  }
}
