package io.heed.engine.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of the fixtures and what the original tools answer for it. */
public record HfFixture(String name) {
  /** A model with type ids, opset 14. */
  public static final HfFixture BERT = new HfFixture("tiny-bert-classifier");

  /** A model without type ids, opset 17. */
  public static final HfFixture DISTILBERT = new HfFixture("tiny-distilbert-classifier");

  /** A model with a byte-level tokenizer and positions that start at 2. */
  public static final HfFixture ROBERTA = new HfFixture("tiny-roberta-classifier");

  /** A model with any number of labels a text. */
  public static final HfFixture MULTILABEL = new HfFixture("tiny-bert-multilabel");

  /** All of them. */
  public static List<HfFixture> all() {
    return List.of(BERT, DISTILBERT, ROBERTA, MULTILABEL);
  }

  /** The answer of the original tools for one text; scores by label, best first. */
  public record Expected(
      String text,
      OptionalInt maxLength,
      long[] ids,
      long[] typeIds,
      float[] logits,
      Map<String, Float> ranking) {
    @Override
    public String toString() {
      return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
  }

  /** The model directory. */
  public Path directory() {
    URL url = Objects.requireNonNull(HfFixture.class.getResource("../fixtures/" + name));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of the directory. */
  public byte[] read(String file) {
    try {
      return Files.readAllBytes(directory().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records about single texts, not pairs. */
  public List<Expected> expected() {
    try (InputStream in = Files.newInputStream(directory().resolve("expected.json"))) {
      JsonNode records = new JsonMapper().readTree(in).get("records");
      List<Expected> expected = new ArrayList<>();
      for (JsonNode entry : records) {
        if (!entry.has("pair")) {
          expected.add(expected(entry));
        }
      }
      return expected;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Expected expected(JsonNode entry) {
    Map<String, Float> ranking = new LinkedHashMap<>();
    for (JsonNode score : entry.get("pipeline_top_k_none")) {
      ranking.put(score.get("label").asString(), score.get("score").floatValue());
    }
    double[] logits = numbers(entry.get("logits")).mapToDouble(JsonNode::doubleValue).toArray();
    float[] floats = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      floats[i] = (float) logits[i];
    }
    return new Expected(
        entry.get("text").asString(),
        entry.has("max_length")
            ? OptionalInt.of(entry.get("max_length").intValue())
            : OptionalInt.empty(),
        numbers(entry.get("input_ids")).mapToLong(JsonNode::longValue).toArray(),
        numbers(entry.get("token_type_ids")).mapToLong(JsonNode::longValue).toArray(),
        floats,
        ranking);
  }

  private static Stream<JsonNode> numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
