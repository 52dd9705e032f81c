package io.heed.bench.serve;

import io.heed.bench.load.Arrivals;
import io.heed.bench.load.LoadGenerator;
import io.heed.bench.load.StepPlan;
import io.heed.bench.load.StepResult;
import io.heed.bench.load.SystemLoadClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Rounds in each of which every service is loaded once at rising rates, in random order. The rates
 * are shares of what it answers in a closed loop just before; they rise until p99, at high shares,
 * has left the widest bound behind twice. For one thread.
 */
final class RampTurns {
  private static final double[] SHARES = {
    0.2, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2
  };
  private static final int MISSES = 2;
  private static final double LEAST = 0.7; // a machine that stalls at a low rate is not full
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ServeSettings settings;
  private final Consumer<String> progress;
  private final List<RampTurn> turns = new ArrayList<>();

  RampTurns(ServeSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Warms up and measures. */
  List<RampTurn> measure(Map<PeerService, Contestant<?>> services) {
    services.forEach(
        (service, contestant) -> {
          progress.accept("warm-up: " + service.name());
          new ClosedLoop(contestant, settings.inFlight()).warmUp(settings.warmUp());
        });
    Random random = new Random(settings.seed());
    for (int round = 1; round <= settings.rampRounds(); round++) {
      List<PeerService> order = new ArrayList<>(services.keySet());
      Collections.shuffle(order, random);
      Map<PeerService, Contestant<?>> ordered = new LinkedHashMap<>();
      order.forEach(service -> ordered.put(service, services.get(service)));
      for (Map.Entry<PeerService, Contestant<?>> each : ordered.entrySet()) {
        turns.add(ramp(round, each.getKey(), each.getValue(), random.nextLong()));
      }
    }
    return List.copyOf(turns);
  }

  private RampTurn ramp(int round, PeerService service, Contestant<?> contestant, long seed) {
    double capacity =
        new ClosedLoop(contestant, settings.inFlight())
            .measure(settings.rampStep().dividedBy(2), settings.rampStep())
            .textsPerSecond();
    double widest = Collections.max(settings.bounds());
    List<StepResult> steps = new ArrayList<>();
    int misses = 0;
    for (int i = 0; i < SHARES.length && misses < MISSES; i++) {
      StepPlan plan =
          new StepPlan(
              Arrivals.POISSON,
              SHARES[i] * capacity,
              settings.rampStep().dividedBy(4),
              settings.rampStep(),
              DEADLINE,
              DRAIN,
              seed + i);
      StepResult step = new LoadGenerator(new SystemLoadClock(), contestant).run(plan);
      steps.add(step);
      misses = SHARES[i] < LEAST || RampTurn.holds(step, widest) ? 0 : misses + 1;
    }
    RampTurn turn =
        new RampTurn(round, service.name(), service.family(), capacity, List.copyOf(steps));
    StringBuilder held = new StringBuilder();
    for (double bound : settings.bounds()) {
      held.append(
          String.format(Locale.ROOT, ", p99 <= %.0f ms at %.0f/s", bound, turn.highestRate(bound)));
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "round %d of %d: %s: %.0f/s in a closed loop%s",
            round,
            settings.rampRounds(),
            service.name(),
            capacity,
            held));
    return turn;
  }
}
