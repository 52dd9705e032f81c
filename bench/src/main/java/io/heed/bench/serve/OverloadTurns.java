package io.heed.bench.serve;

import io.heed.bench.load.Arrivals;
import io.heed.bench.load.LoadGenerator;
import io.heed.bench.load.LoadTarget;
import io.heed.bench.load.StepPlan;
import io.heed.bench.load.StepResult;
import io.heed.bench.load.SystemLoadClock;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Rounds in each of which every contestant is asked for twice of what it can do, in random order:
 * how soon those are refused whom it does not take. For one thread.
 */
final class OverloadTurns {
  /** What the server takes at a time, so that it is full soon, whatever the model. */
  static final int MAX_REQUESTS = 32;

  private static final double MULTIPLE = 2;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ServeSettings settings;
  private final Consumer<String> progress;
  private final List<OverloadTurn> turns = new ArrayList<>();

  OverloadTurns(ServeSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Measures contestants of a server that takes {@link #MAX_REQUESTS} at a time. */
  void measure(List<Contestant<?>> contestants) {
    for (Contestant<?> contestant : contestants) {
      progress.accept("warm-up for the overload: " + contestant.name());
      new ClosedLoop(contestant, MAX_REQUESTS).warmUp(settings.warmUp());
    }
    Random random = new Random(settings.seed());
    for (int round = 1; round <= settings.rounds(); round++) {
      List<Contestant<?>> shuffled = new ArrayList<>(contestants);
      Collections.shuffle(shuffled, random);
      for (Contestant<?> contestant : shuffled) {
        measure(round, contestant, random.nextLong());
      }
    }
  }

  private void measure(int round, Contestant<?> contestant, long seed) {
    double capacity =
        new ClosedLoop(contestant, MAX_REQUESTS)
            .measure(settings.saturation().dividedBy(2), settings.saturation())
            .textsPerSecond();
    StepPlan plan =
        new StepPlan(
            Arrivals.POISSON,
            MULTIPLE * capacity,
            settings.lowLoad(),
            settings.lowLoad(),
            DEADLINE,
            DEADLINE,
            seed);
    StepResult result = new LoadGenerator(new SystemLoadClock(), refusing(contestant)).run(plan);
    turns.add(new OverloadTurn(round, contestant.name(), capacity, result));
    progress.accept(
        String.format(
            Locale.ROOT,
            "overload, round %d of %d: %s, %.0f texts/s asked for",
            round,
            settings.rounds(),
            contestant.name(),
            MULTIPLE * capacity));
  }

  /** The same contestant, which tells a refusal as the generator knows it. */
  private static LoadTarget refusing(Contestant<?> contestant) {
    return request -> {
      CompletableFuture<?> answer = contestant.send(request);
      return answer.exceptionally(
          failure -> {
            Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            throw cause instanceof ServerException known && known.status() == Status.OVERLOADED
                ? new RejectedExecutionException(known)
                : new CompletionException(cause);
          });
    };
  }

  List<OverloadTurn> turns() {
    return List.copyOf(turns);
  }
}
