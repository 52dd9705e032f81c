package io.heed.engine.label;

/**
 * How the labels of tokens become entities: the aggregation strategies of Hugging Face's
 * token-classification pipeline.
 */
public enum EntityAggregation {
  /** Not at all: each token is an entity, with the label as the model names it. */
  NONE,
  /** Neighbouring tokens of one label are an entity; words may be torn apart. */
  SIMPLE,
  /** A word has the label of its first token. */
  FIRST,
  /** A word has the label with the best mean score over its tokens. */
  AVERAGE,
  /** A word has the label of its token with the best score. */
  MAX
}
