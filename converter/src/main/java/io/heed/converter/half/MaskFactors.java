package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import java.nio.FloatBuffer;
import java.util.Set;

/**
 * Finds values that are 0 or 1 everywhere, as a mask is, or 0 or -1: what was no floating-point
 * number before, its complement, constants. A mask of whole numbers is taken for one of 0 and 1.
 */
final class MaskFactors {
  /** Operators that hand on what they read at 0, and nothing else but zeros. */
  static final Set<String> MOVES =
      Set.of(
          "Identity",
          "Expand",
          "Unsqueeze",
          "Squeeze",
          "Reshape",
          "Transpose",
          "Slice",
          "Concat",
          "Tile",
          "Dropout",
          "Trilu");

  private static final int DEEPEST = 64;

  private final Graph graph;
  private final ValueTypes types;

  MaskFactors(Graph graph, ValueTypes types) {
    this.graph = graph;
    this.types = types;
  }

  /** 1 for values of 0 and 1, -1 for those of 0 and -1, 0 for others. */
  int sign(String value) {
    return sign(value, 0);
  }

  private int sign(String value, int depth) {
    if (depth > DEEPEST) {
      return 0;
    }
    Initializer constant = graph.constant(value);
    Node maker = graph.producer(value);
    if (constant != null) {
      return constant.type() == DataType.FLOAT && areBits(constant) ? 1 : 0;
    }
    if (maker == null || !maker.domain().isEmpty()) {
      return 0;
    }
    if (MOVES.contains(maker.type()) && !maker.is("Concat")) {
      return sign(maker.input(0), depth + 1);
    }
    return switch (maker.type()) {
      case "Cast" -> fromCast(maker.input(0), depth);
      case "Sub" -> complement(maker, depth);
      case "Mul" -> sign(maker.input(0), depth + 1) * sign(maker.input(1), depth + 1);
      default -> 0;
    };
  }

  private int fromCast(String value, int depth) {
    return switch (types.of(value)) {
      case BOOL, INT8, UINT8, INT16, INT32, INT64 -> 1;
      case FLOAT, FLOAT16, DOUBLE -> sign(value, depth + 1);
      default -> 0;
    };
  }

  private int complement(Node minus, int depth) {
    if (isOne(minus.input(0))) {
      return sign(minus.input(1), depth + 1) == 1 ? 1 : 0;
    }
    return isOne(minus.input(1)) && sign(minus.input(0), depth + 1) == 1 ? -1 : 0;
  }

  private boolean isOne(String value) {
    Initializer constant = graph.constant(value);
    Node maker = graph.producer(value);
    if (constant != null) {
      return constant.isFilledWith(1);
    }
    return maker != null
        && FloatConstant.of(maker).filter(found -> found.numbers().isFilledWith(1)).isPresent();
  }

  private static boolean areBits(Initializer floats) {
    FloatBuffer values = floats.bytes().asFloatBuffer();
    while (values.hasRemaining()) {
      float value = values.get();
      if (value != 0 && value != 1) {
        return false;
      }
    }
    return true;
  }
}
