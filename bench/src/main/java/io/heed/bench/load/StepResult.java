package io.heed.bench.load;

import java.util.Map;
import java.util.Optional;

/**
 * What became of the requests of a step. Immutable.
 *
 * @param ratePerSecond at which requests were meant to arrive
 * @param sent the requests that arrived in the measured time
 * @param outcomes of these, by kind; every kind is there
 * @param goodputPerSecond answers in time that came within the measured time, a second of it,
 *     whenever their requests had arrived: no queue that is emptied afterwards counts
 * @param latencies of answers in time and late, from the intended moment of arrival
 * @param refusals how long refusing took, likewise
 * @param sendDelays how much later than intended requests were sent: the generator's own lateness
 * @param firstFailure what went wrong first, if anything
 */
public record StepResult(
    double ratePerSecond,
    long sent,
    Map<Outcome, Long> outcomes,
    double goodputPerSecond,
    Latencies latencies,
    Latencies refusals,
    Latencies sendDelays,
    Optional<String> firstFailure) {
  /** The requests with this outcome. */
  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }
}
