package io.heed.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Steps over a list of rates. Before each step the capacity is measured anew, so that on a machine
 * that changes its speed a multiple of it means what it says. For one thread.
 */
public final class LoadRun {
  private final LoadGenerator generator;
  private final CapacityProbe probe;
  private final Duration capacityWarmUp;
  private final Duration capacityMeasured;
  private final Consumer<String> progress;

  /**
   * A run.
   *
   * @param progress is told a line at a time
   */
  public LoadRun(
      LoadGenerator generator,
      CapacityProbe probe,
      Duration capacityWarmUp,
      Duration capacityMeasured,
      Consumer<String> progress) {
    this.generator = generator;
    this.probe = probe;
    this.capacityWarmUp = capacityWarmUp;
    this.capacityMeasured = capacityMeasured;
    this.progress = progress;
  }

  /**
   * Runs the steps.
   *
   * @param rates arrivals a second, or multiples of the capacity
   * @param multiples whether they are multiples
   * @param plan of each step but for its rate
   */
  public List<LoadStep> measure(List<Double> rates, boolean multiples, StepPlan plan) {
    List<LoadStep> steps = new ArrayList<>();
    progress.accept("warm-up");
    probe.measure(capacityWarmUp, capacityMeasured); // a JVM that has just started is slow
    for (double rate : rates) {
      double capacity = probe.measure(capacityWarmUp, capacityMeasured);
      double perSecond = multiples ? rate * capacity : rate;
      progress.accept(
          String.format(
              Locale.ROOT,
              "step %d of %d: capacity %.1f/s, arrivals %.1f/s (%.2f times)",
              steps.size() + 1,
              rates.size(),
              capacity,
              perSecond,
              perSecond / capacity));
      StepResult result =
          generator.run(
              new StepPlan(
                  plan.arrivals(),
                  perSecond,
                  plan.warmUp(),
                  plan.measured(),
                  plan.deadline(),
                  plan.drain(),
                  plan.seed() + steps.size()));
      steps.add(new LoadStep(capacity, result));
    }
    return steps;
  }
}
