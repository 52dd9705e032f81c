package io.heed.bench;

import io.heed.bench.serve.LoopbackCalls;
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
 * One headline at a time by one caller, in this process and through the server's ports on loopback,
 * in turns: in each call of {@link #turns} every contestant has {@value #CALLS} calls, in random
 * order, with a clock around each call. A machine that is slow for a while is so for all of them.
 *
 * <ul>
 *   <li>{@code classify}: {@link TextClassifier#classify}, which runs on the caller's thread.
 *   <li>{@code async}: {@link TextClassifier#classifyAsync} and a wait, which runs on a lane's.
 *   <li>Baseline {@code echo}: a frame of that size there and back over loopback, and a wait.
 *   <li>{@code binary}, {@code grpc}, {@code http}: the same text over that port, and a wait.
 * </ul>
 *
 * <p>Command: {@code ./heed bench LoopbackTurns}. The bundled model, a server in this process, a
 * connection each. The caller is never idle, so that the processors are awake: a closed loop, the
 * cost of a call and not the latency under a load, which {@code ./heed bench serve} tells. The
 * score of {@code turns} itself means nothing; its secondary results are the median microseconds of
 * each contestant in each iteration.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 4)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class LoopbackTurnsBenchmark {
  private static final int CALLS = 50; // so that each finds its own code in the caches

  /** {@code headline}, {@code paragraph} or a file with one text a line. */
  @Param(Texts.HEADLINE)
  String texts = Texts.HEADLINE;

  @SuppressWarnings("NullAway.Init") // set by open(), which JMH calls first
  private LoopbackCalls calls;

  private final TurnOrder order = new TurnOrder(LoopbackCalls.NAMES.size());
  private int next;

  /** Starts server and clients. */
  @Setup
  public void open() {
    calls = LoopbackCalls.open(Texts.of(texts));
  }

  /** Ends them. */
  @TearDown
  public void close() {
    calls.close();
  }

  /** A turn of every contestant. */
  @Benchmark
  public void turns(Medians medians, Blackhole answers) {
    for (int contestant : order.next()) {
      for (int i = 0; i < CALLS; i++) {
        next = next + 1 == calls.texts() ? 0 : next + 1;
        long start = System.nanoTime();
        Object answer = calls.call(contestant, next);
        medians.add(contestant, System.nanoTime() - start);
        answers.consume(answer);
      }
    }
  }

  /** The median microseconds of each contestant in an iteration, which JMH asks for at its end. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Medians {
    private final TurnMedians medians = new TurnMedians(LoopbackCalls.NAMES.size());

    /** Forgets the iteration before. */
    @Setup(Level.Iteration)
    public void clear() {
      medians.clear();
    }

    /** In process, on the caller's thread. */
    public double classify() {
      return medians.micros(0);
    }

    /** In process, on a lane's thread. */
    public double async() {
      return medians.micros(1);
    }

    /** Loopback alone. */
    public double echo() {
      return medians.micros(2);
    }

    /** The lean binary protocol. */
    public double binary() {
      return medians.micros(3);
    }

    /** The Open Inference Protocol over gRPC. */
    public double grpc() {
      return medians.micros(4);
    }

    /** Hugging Face's path over HTTP/1.1. */
    public double http() {
      return medians.micros(5);
    }

    void add(int contestant, long duration) {
      medians.add(contestant, duration);
    }
  }
}
