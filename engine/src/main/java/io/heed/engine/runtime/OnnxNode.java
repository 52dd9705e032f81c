package io.heed.engine.runtime;

/**
 * A node of an ONNX graph. Immutable.
 *
 * @param name may be empty
 * @param domain of the operator, such as {@code ai.onnx} or {@code com.microsoft}
 * @param operator its type, such as {@code MatMul}
 */
public record OnnxNode(String name, String domain, String operator) {
  /** The domain of the standard operators, which files leave empty. */
  public static final String STANDARD_DOMAIN = "ai.onnx";

  /** For messages: {@code /layer.0/MatMul (MatMul)}. */
  @Override
  public String toString() {
    String full = domain.equals(STANDARD_DOMAIN) ? operator : domain + "." + operator;
    return (name.isEmpty() ? "a node without name" : name) + " (" + full + ")";
  }
}
