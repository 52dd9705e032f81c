package io.heed.bench;

import ai.onnxruntime.OrtException;
import io.heed.bench.baseline.BareOrtRun;
import io.heed.bench.baseline.NaiveOrtRun;
import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.label.Ranking;
import io.heed.engine.runtime.OutputTensor;
import io.heed.engine.token.TokenSequence;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One text through {@link TextClassifier#classify}, beside what no engine on this runtime can do
 * without: the tokenizer and the bare run of the same token ids. What lies between is Heed's own.
 *
 * <ul>
 *   <li>{@link #classify}: text in, ranked labels out, in process.
 *   <li>Baseline {@link #bareRun}: ONNX Runtime's Java binding at its leanest, tensors prepared
 *       beforehand and the output pinned; {@link BareOrtRun}.
 *   <li>Baseline {@link #naiveRun}: {@code long[][]} in, {@code getValue()} out; {@link
 *       NaiveOrtRun}.
 *   <li>{@link #tokenize}, {@link #engineRun} and {@link #rank}: the engine's own stages, each with
 *       the earlier stage's result prepared.
 * </ul>
 *
 * <p>Command: {@code ./heed bench ClassifyBenchmark -prof gc}, then {@code ./heed bench report
 * FILE}. Input: the texts of one set in turn, one a call, each as often as every other; {@code
 * headline} is 64 texts of 8.4 words, {@code paragraph} 32 texts of 44 words in the mean. Another
 * distribution: {@code -p texts=FILE}, one text a line. Another model: {@code -p model=DIR}, {@code
 * -p variant=int8}. One thread of the caller, one of the runtime, a warm JVM, one call at a time: a
 * closed loop, so this is the cost of a call and not the latency under a load.
 *
 * <p>Each thread of {@code -t} loads a model of its own.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class ClassifyBenchmark {
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

  /** Text to ranked labels: what a user calls. */
  @Benchmark
  public Classification classify() {
    return contestants.classify(turn());
  }

  /** The tokenizer alone: text to token ids. */
  @Benchmark
  public TokenSequence tokenize() {
    return contestants.tokenize(turn());
  }

  /** Baseline: the leanest run of the prepared token ids. */
  @Benchmark
  public float[] bareRun() throws OrtException {
    return contestants.bareRun(turn());
  }

  /** Baseline: the run of the prepared token ids as ONNX Runtime's examples write it. */
  @Benchmark
  public float[] naiveRun() throws OrtException {
    return contestants.naiveRun(turn());
  }

  /** The engine's run of prepared token ids, which are copied into the lane's buffers. */
  @Benchmark
  public OutputTensor engineRun() {
    return contestants.engineRun(turn());
  }

  /** Softmax and ranking alone, of prepared logits. */
  @Benchmark
  public Ranking rank() {
    return contestants.rank(turn());
  }

  private int turn() {
    int turn = next;
    next = turn + 1 == contestants.size() ? 0 : turn + 1;
    return turn;
  }
}
