package io.heed.bench.encoder;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.engine.token.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One variant of an encoder's model directory. Immutable.
 *
 * @param directory the model directory
 * @param graph the ONNX file
 * @param variant its name: {@code fp32}, {@code int8}…
 * @param padTokenId what a padded batch is filled with
 * @param maxTokens rows of the position table
 */
public record EncoderModel(
    Path directory, Path graph, String variant, long padTokenId, int maxTokens) {
  private static final String FP32 = "fp32";
  private static final int BERT_MAX_TOKENS = 512;

  /**
   * Finds the variant and reads {@code config.json}.
   *
   * @throws BenchException of kind USAGE if there is no such variant, INPUT or IO if the
   *     configuration cannot be read
   */
  public static EncoderModel open(Path directory, String variant) {
    String file = variant.equals(FP32) ? "model.onnx" : "model_" + variant + ".onnx";
    Path graph =
        Stream.of(directory.resolve(file), directory.resolve("onnx").resolve(file))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    new BenchException(
                        Kind.USAGE,
                        directory + ": no " + file + "; found " + graphs(directory) + " of ONNX"));
    Path config = directory.resolve("config.json");
    try {
      JsonNode json = JsonMapper.shared().readTree(Files.readString(config));
      return new EncoderModel(
          directory,
          graph,
          variant,
          json.path("pad_token_id").asLong(0),
          json.path("max_position_embeddings").asInt(BERT_MAX_TOKENS));
    } catch (IOException e) {
      throw new BenchException(Kind.IO, config + ": cannot be read: " + e, e);
    } catch (JacksonException e) {
      throw new BenchException(Kind.INPUT, config + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A tokenizer of its own, without padding; the caller closes it. */
  public TextTokenizer openTokenizer() {
    Path file = directory.resolve("tokenizer.json");
    try {
      return TextTokenizer.open(Files.readAllBytes(file), maxTokens);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + ": cannot be read: " + e, e);
    }
  }

  private static List<String> graphs(Path directory) {
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".onnx"))
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
