package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON that JMH writes with {@code -rf json}. Stateless. */
final class JmhResultFile {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private JmhResultFile() {}

  /**
   * All entries of a file, in its order.
   *
   * @throws BenchException of kind IO if it cannot be read, INPUT if it is not JMH's
   */
  static List<JmhResult> read(Path file) {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + ": cannot be read: " + e, e);
    } catch (JacksonException e) {
      throw new BenchException(
          Kind.INPUT,
          file + ": not JSON: " + e.getOriginalMessage() + "; expected JMH's results",
          e);
    }
    if (!root.isArray() || root.isEmpty()) {
      throw new BenchException(
          Kind.INPUT, file + ": expected JMH's results, an array with one object or more");
    }
    List<JmhResult> results = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      results.addAll(new Entry(file + ": entry " + i, root.get(i)).results());
    }
    return results;
  }

  /** An entry of the array and its name in messages. */
  private record Entry(String name, JsonNode node) {
    List<JmhResult> results() {
      String benchmark = text("/benchmark");
      String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
      return method.equals(JmhResult.TURNS) ? contestants() : List.of(result(method));
    }

    private JmhResult result(String method) {
      String mode = text("/mode");
      boolean perCall = mode.equals(JmhResult.MEAN) || mode.equals(JmhResult.SAMPLE);
      double micros = perCall ? microsPerUnit(text("/primaryMetric/scoreUnit")) : Double.NaN;
      return new JmhResult(
          method,
          mode,
          params(),
          setting(),
          switch (mode) {
            case JmhResult.MEAN -> forkMeans(micros);
            case JmhResult.SAMPLE -> forkMedians(micros);
            default -> List.of();
          },
          percentiles(micros),
          allocated());
    }

    /** The secondary results of the benchmark in turns; those of profilers have a dot. */
    private List<JmhResult> contestants() {
      List<JmhResult> results = new ArrayList<>();
      for (Map.Entry<String, JsonNode> metric : node.path("secondaryMetrics").properties()) {
        if (!metric.getKey().contains(".")) {
          String field = "/secondaryMetrics/" + metric.getKey() + "/rawData";
          List<Double> forks = new ArrayList<>();
          for (JsonNode fork : metric.getValue().path("rawData")) {
            double[] medians = fork.valueStream().mapToDouble(it -> number(it, field)).toArray();
            forks.add(Spread.of(medians).median());
          }
          results.add(
              new JmhResult(
                  metric.getKey(),
                  JmhResult.TURNS,
                  params(),
                  setting(),
                  forks,
                  Collections.emptySortedMap(),
                  OptionalDouble.empty()));
        }
      }
      return results;
    }

    private SortedMap<String, String> params() {
      SortedMap<String, String> params = new TreeMap<>();
      for (Map.Entry<String, JsonNode> param : node.path("params").properties()) {
        params.put(param.getKey(), param.getValue().asString());
      }
      return params;
    }

    private String setting() {
      return "JMH "
          + text("/jmhVersion")
          + ", "
          + text("/vmName")
          + " "
          + text("/vmVersion")
          + ", forks "
          + text("/forks")
          + ", warm-up "
          + text("/warmupIterations")
          + " × "
          + text("/warmupTime")
          + ", measured "
          + text("/measurementIterations")
          + " × "
          + text("/measurementTime");
    }

    private List<Double> forkMeans(double micros) {
      List<Double> means = new ArrayList<>();
      for (JsonNode fork : node.at("/primaryMetric/rawData")) {
        double sum = 0;
        for (JsonNode iteration : fork) {
          sum += number(iteration, "/primaryMetric/rawData");
        }
        means.add(micros * sum / fork.size());
      }
      if (means.isEmpty()) {
        throw wrong("/primaryMetric/rawData", "nothing", "the scores of one fork or more");
      }
      return List.copyOf(means);
    }

    /** Of the calls of all iterations of a fork; JMH keeps them as pairs of value and count. */
    private List<Double> forkMedians(double micros) {
      String field = "/primaryMetric/rawDataHistogram";
      List<Double> medians = new ArrayList<>();
      for (JsonNode fork : node.at(field)) {
        SortedMap<Double, Double> counts = new TreeMap<>();
        double calls = 0;
        for (JsonNode iteration : fork) {
          for (JsonNode pair : iteration) {
            double count = number(pair.path(1), field);
            counts.merge(micros * number(pair.path(0), field), count, Double::sum);
            calls += count;
          }
        }
        double seen = 0;
        for (Map.Entry<Double, Double> value : counts.entrySet()) {
          seen += value.getValue();
          if (2 * seen >= calls) {
            medians.add(value.getKey());
            break;
          }
        }
      }
      return List.copyOf(medians);
    }

    private SortedMap<Double, Double> percentiles(double micros) {
      SortedMap<Double, Double> percentiles = new TreeMap<>();
      JsonNode scores = node.at("/primaryMetric/scorePercentiles");
      for (Map.Entry<String, JsonNode> score : scores.properties()) {
        String field = "/primaryMetric/scorePercentiles/" + score.getKey();
        try {
          percentiles.put(Double.valueOf(score.getKey()), micros * number(score.getValue(), field));
        } catch (NumberFormatException e) {
          throw wrong(field, score.getKey(), "a percentile from 0 to 100");
        }
      }
      return percentiles;
    }

    private OptionalDouble allocated() {
      for (Map.Entry<String, JsonNode> metric : node.path("secondaryMetrics").properties()) {
        if (metric.getKey().endsWith(ALLOCATED)) { // some versions put a dot before it
          String field = "/secondaryMetrics/" + metric.getKey() + "/scorePercentiles/50.0";
          return OptionalDouble.of(number(metric.getValue().at("/scorePercentiles/50.0"), field));
        }
      }
      return OptionalDouble.empty();
    }

    private double microsPerUnit(String unit) {
      return switch (unit) {
        case "ns/op" -> 1e-3;
        case "us/op" -> 1;
        case "ms/op" -> 1e3;
        case "s/op" -> 1e6;
        default -> throw wrong("/primaryMetric/scoreUnit", unit, "ns/op, us/op, ms/op or s/op");
      };
    }

    private String text(String field) {
      JsonNode value = node.at(field);
      if (!value.isString() && !value.isNumber()) {
        throw wrong(field, found(value), "a string or a number");
      }
      return value.asString();
    }

    private double number(JsonNode value, String field) {
      if (!value.isNumber()) {
        throw wrong(field, found(value), "a number");
      }
      return value.asDouble();
    }

    private static String found(JsonNode value) {
      return value.isMissingNode() ? "nothing" : value.toString();
    }

    private BenchException wrong(String field, String found, String expected) {
      return new BenchException(
          Kind.INPUT, name + ": " + field + ": found " + found + ", expected " + expected);
    }
  }
}
