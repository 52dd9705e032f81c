package io.heed.models;

/** What the logits of a classifier mean; Hugging Face's {@code problem_type}. */
public enum ProblemType {
  /** Exactly one label holds: softmax over the logits. */
  SINGLE_LABEL("single_label_classification"),
  /** Any number of labels hold: a sigmoid for each logit. */
  MULTI_LABEL("multi_label_classification"),
  /** The logits are the answer. */
  REGRESSION("regression");

  private final String jsonName;

  ProblemType(String jsonName) {
    this.jsonName = jsonName;
  }

  /** The value of {@code problem_type} in {@code config.json}. */
  public String jsonName() {
    return jsonName;
  }
}
