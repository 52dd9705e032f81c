package io.heed.server.cli;

import io.heed.models.HeedMetadata;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectoryWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model whose answers can be computed by hand. Its tokenizer splits at white space and knows
 * {@code red} (1), {@code green} (2) and {@code blue} (3), else 0; its logits are ln 2 times the
 * number of tokens, and 0: the odds of {@code long} against {@code short} are 2 to the number of
 * tokens.
 */
final class WordModel {
  private static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"},
       "post_processor": null, "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "[UNK]",
                 "vocab": {"[UNK]": 0, "red": 1, "green": 2, "blue": 3}}}
      """;

  private WordModel() {}

  /** Writes it. */
  static Path in(Path parent) {
    Path target = parent.resolve("words");
    ModelDirectoryWriter.to(target)
        .config(ModelConfig.builder(List.of("long", "short")).maxPositionEmbeddings(6).build())
        .tokenizer(TOKENIZER.getBytes(StandardCharsets.UTF_8))
        .variant("fp32", onnx())
        .variant("int8", onnx())
        .metadata(HeedMetadata.of(Map.of("fp32", 0.5), Map.of()))
        .write();
    return target;
  }

  private static byte[] onnx() {
    try (InputStream in =
        Objects.requireNonNull(WordModel.class.getResourceAsStream("words.onnx"))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
