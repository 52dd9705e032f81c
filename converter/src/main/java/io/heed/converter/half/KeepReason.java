package io.heed.converter.half;

/** Why a node stays in single precision. */
public enum KeepReason {
  /** Its operator has no kernel for half precision, or is not safe in it. */
  OPERATOR("operator"),
  /** The caller named its operator or itself. */
  OPTION("option"),
  /** The caller wants sums and means in single precision. */
  REDUCTION("reduction"),
  /** It carries graphs of its own, which stay as they are. */
  SUBGRAPH("subgraph"),
  /** The type of something that it reads or makes is not known. */
  UNKNOWN_TYPE("unknown type"),
  /** It computes with lengths and positions, which half precision counts up to 2048 only. */
  LENGTHS("lengths"),
  /** A constant is beyond the range of half precision. */
  OVERFLOW("overflow"),
  /** A constant that all depends on, such as an epsilon, is too small. */
  UNDERFLOW("underflow"),
  /** A value came near the end of the range when the model was run. */
  ACTIVATION("activation");

  private final String word;

  KeepReason(String word) {
    this.word = word;
  }

  /** In a word or two. */
  @Override
  public String toString() {
    return word;
  }
}
