package io.heed.bench;

import ai.onnxruntime.OrtEnvironment;
import io.heed.bench.encoder.EncoderModel;
import io.heed.bench.encoder.MiniLm;
import io.heed.bench.encoder.TextEncoderKind;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What throughput and load are told alike: model, texts, threads. Set by picocli. */
final class EncoderArguments {
  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = MiniLm.NAME,
      description = "minilm, or a model directory of an encoder. Default: ${DEFAULT-VALUE}.")
  private String model = MiniLm.NAME;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      defaultValue = "fp32",
      description = "fp32, int8… Default: ${DEFAULT-VALUE}.")
  private String variant = "fp32";

  @Option(
      names = "--texts",
      paramLabel = "TEXTS",
      defaultValue = Texts.AG_NEWS,
      description = {
        "AG News as CSV (class, title, description), a file with one text a line, headline or"
            + " paragraph. Default: ${DEFAULT-VALUE}."
      })
  private String texts = Texts.AG_NEWS;

  @Option(
      names = "--encoder",
      paramLabel = "KIND",
      defaultValue = "engine",
      description = "What texts are submitted to: ${COMPLETION-CANDIDATES}. Default: engine.")
  private TextEncoderKind encoder = TextEncoderKind.ENGINE;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each contestant. Default: the processors of this machine.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all that is left to chance. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "Where minilm is unpacked. Default: target/models of the bench module.")
  private @Nullable Path work;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The raw results. Default: bench/results/NAME-DATE.json.")
  private @Nullable Path output;

  @Nullable Path output() {
    return output;
  }

  TextEncoderKind encoder() {
    return encoder;
  }

  int threads() {
    return atLeastOne("--threads", threads);
  }

  long seed() {
    return seed;
  }

  /** So many of the texts, chosen by the seed; all if there are fewer. */
  List<String> texts(int count) {
    List<String> chosen = new ArrayList<>(Texts.of(texts));
    Collections.shuffle(chosen, new Random(seed));
    return List.copyOf(chosen.subList(0, Math.min(atLeastOne("--count", count), chosen.size())));
  }

  EncoderModel openModel() {
    Path unpacked = work != null ? work : ResultFile.directory().resolveSibling("target/models");
    Path directory = model.equals(MiniLm.NAME) ? MiniLm.materialise(unpacked) : Path.of(model);
    return EncoderModel.open(directory, variant);
  }

  /** The start of the names of results. */
  String resultName(String command) {
    Path name = Path.of(model).getFileName();
    return command + "-" + (name == null ? "model" : name) + "-" + variant;
  }

  /** What stands above results; the caller adds to it. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", model);
    settings.put("variant", variant);
    settings.put("texts", texts);
    settings.put("encoder", encoder.toString());
    settings.put("threads", threads);
    settings.put("seed", seed);
    settings.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    settings.put("onnxRuntime", OrtEnvironment.getEnvironment().getVersion());
    settings.put("processors", Runtime.getRuntime().availableProcessors());
    return settings;
  }

  static int atLeastOne(String option, int value) {
    if (value < 1) {
      throw new BenchException(Kind.USAGE, option + ": " + value + ", expected 1 or more");
    }
    return value;
  }
}
