package io.heed.bench.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is run. Immutable.
 *
 * @param parts of the run
 * @param contestants of Heed's own by name, beside the one in process; none for all
 * @param texts sent in turn
 * @param rounds turns of each contestant
 * @param rates of arrival at low load, a second
 * @param lowLoad how long each of them is measured in a round
 * @param saturation how long a contestant is kept busy in a round, after half of that to warm up
 * @param inFlight unanswered at a time then; over HTTP also the connections
 * @param connections of the binary protocol and of gRPC
 * @param rampRounds turns of each service in the comparison with others
 * @param rampStep how long each rate of it is measured
 * @param bounds of p99 in it, milliseconds, rising
 * @param warmUp how long everyone is kept busy before the first round
 * @param node a folder with node_modules of @huggingface/transformers and onnxruntime-node
 * @param python a Python with fastapi, uvicorn, tokenizers and onnxruntime
 * @param work where models, scripts and messages of the others lie
 * @param seed of all that is left to chance
 */
public record ServeSettings(
    Set<ServePart> parts,
    Set<String> contestants,
    List<String> texts,
    int rounds,
    List<Double> rates,
    Duration lowLoad,
    Duration saturation,
    int inFlight,
    int connections,
    int rampRounds,
    Duration rampStep,
    List<Double> bounds,
    Duration warmUp,
    Optional<Path> node,
    Optional<String> python,
    Path work,
    long seed) {
  /** Copies the collections. */
  public ServeSettings {
    parts = Set.copyOf(parts);
    contestants = Set.copyOf(contestants);
    texts = List.copyOf(texts);
    rates = List.copyOf(rates);
    bounds = List.copyOf(bounds);
  }

  boolean has(ServePart part) {
    return parts.contains(part);
  }
}
