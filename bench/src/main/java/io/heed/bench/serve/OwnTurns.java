package io.heed.bench.serve;

import io.heed.bench.load.Arrivals;
import io.heed.bench.load.LoadGenerator;
import io.heed.bench.load.StepPlan;
import io.heed.bench.load.SystemLoadClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Rounds in each of which every contestant answers once at each low rate and once as much as it
 * can, in random order, so that a machine that is slow for a while is so for all of them. For one
 * thread.
 */
final class OwnTurns {
  private static final Duration STEP_WARM_UP = Duration.ofMillis(500);
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ServeSettings settings;
  private final Consumer<String> progress;
  private final List<LatencyTurn> latencies = new ArrayList<>();
  private final List<SaturationTurn> saturation = new ArrayList<>();

  OwnTurns(ServeSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Keeps everyone busy for a while. */
  void warmUp(String model, List<Contestant<?>> contestants) {
    for (Contestant<?> contestant : contestants) {
      progress.accept("warm-up, model " + model + ": " + contestant.name());
      loop(contestant).warmUp(settings.warmUp());
    }
  }

  /**
   * Measures.
   *
   * @param baselines whose latency is measured too
   */
  void measure(List<Contestant<?>> contestants, List<Contestant<?>> baselines) {
    List<Contestant<?>> timed = new ArrayList<>(contestants);
    timed.addAll(baselines);
    Random random = new Random(settings.seed());
    for (int i = 1; i <= settings.rounds(); i++) {
      int round = i;
      progress.accept("round " + round + " of " + settings.rounds());
      for (double rate : settings.has(ServePart.LATENCY) ? settings.rates() : List.<Double>of()) {
        long seed = random.nextLong(); // the same arrivals for all
        for (Contestant<?> contestant : shuffled(timed, random)) {
          latencies.add(latency(round, contestant, rate, seed));
        }
      }
      if (settings.has(ServePart.THROUGHPUT)) {
        shuffled(contestants, random).forEach(contestant -> saturate(round, contestant));
      }
    }
  }

  private void saturate(int round, Contestant<?> contestant) {
    ClosedLoop.Rate rate =
        loop(contestant).measure(settings.saturation().dividedBy(2), settings.saturation());
    saturation.add(
        new SaturationTurn(
            round, contestant.name(), rate.textsPerSecond(), rate.cpuMicrosPerText()));
    progress.accept(
        String.format(
            Locale.ROOT,
            "  %s: %.0f texts/s, %.0f µs of processor each",
            contestant.name(),
            rate.textsPerSecond(),
            rate.cpuMicrosPerText()));
  }

  private static List<Contestant<?>> shuffled(List<Contestant<?>> contestants, Random random) {
    List<Contestant<?>> turns = new ArrayList<>(contestants);
    Collections.shuffle(turns, random);
    return turns;
  }

  private ClosedLoop loop(Contestant<?> contestant) {
    return new ClosedLoop(contestant, settings.inFlight());
  }

  private LatencyTurn latency(int round, Contestant<?> contestant, double rate, long seed) {
    StepPlan plan =
        new StepPlan(
            Arrivals.POISSON, rate, STEP_WARM_UP, settings.lowLoad(), DEADLINE, DRAIN, seed);
    return new LatencyTurn(
        round,
        contestant.name(),
        rate,
        new LoadGenerator(new SystemLoadClock(), contestant).run(plan));
  }

  List<LatencyTurn> latencies() {
    return List.copyOf(latencies);
  }

  List<SaturationTurn> saturation() {
    return List.copyOf(saturation);
  }
}
