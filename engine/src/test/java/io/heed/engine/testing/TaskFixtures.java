package io.heed.engine.testing;

import io.heed.engine.token.TextTokenizer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fixtures of the tasks beside classification, and of the tokenizer alone. */
public final class TaskFixtures {
  /** Named entities; a cased tokenizer. */
  public static final HfFixture NER = new HfFixture("tiny-bert-ner");

  /** Answers to questions. */
  public static final HfFixture QA = new HfFixture("tiny-bert-qa");

  /** Masked words. */
  public static final HfFixture FILL_MASK = new HfFixture("tiny-bert-fill-mask");

  /** A tokenizer of 30,522 pieces, and what it makes of nasty strings. */
  public static final HfFixture BERT_BASE_UNCASED = new HfFixture("bert-base-uncased");

  private TaskFixtures() {}

  /** All models, classifiers too. */
  public static List<HfFixture> models() {
    List<HfFixture> models = new ArrayList<>(HfFixture.all());
    models.addAll(List.of(NER, QA, FILL_MASK));
    return models;
  }

  /** A tokenizer that cuts at 512 tokens. */
  public static TextTokenizer tokenizer(HfFixture fixture) {
    return TextTokenizer.open(fixture.read("tokenizer.json"), 512);
  }

  /** A tokenizer file without truncation and padding of its own. */
  public static byte[] withoutTruncation(byte[] tokenizerJson) {
    ObjectNode root = (ObjectNode) new JsonMapper().readTree(tokenizerJson);
    root.putNull("truncation");
    root.putNull("padding");
    return new JsonMapper().writeValueAsBytes(root);
  }
}
