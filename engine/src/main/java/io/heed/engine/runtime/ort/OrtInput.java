package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.batch.TokenBatch;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An input of a graph and what it is fed with. Immutable.
 *
 * @param name the name in the graph
 * @param role what it is fed with
 * @param narrow whether it takes INT32 instead of INT64
 */
record OrtInput(String name, Role role, boolean narrow) {
  /** What an input can be fed with. */
  enum Role {
    IDS,
    MASK,
    TYPES
  }

  /** The input of a node, or null if this engine has nothing to feed it with. */
  static @Nullable OrtInput of(NodeInfo node) {
    Role role =
        switch (node.getName()) {
          case "input_ids" -> Role.IDS;
          case "attention_mask" -> Role.MASK;
          case "token_type_ids" -> Role.TYPES;
          default -> null;
        };
    if (role == null
        || !(node.getInfo() instanceof TensorInfo tensor)
        || tensor.getShape().length != 2
        || (tensor.type != OnnxJavaType.INT64 && tensor.type != OnnxJavaType.INT32)) {
      return null;
    }
    return new OrtInput(node.getName(), role, tensor.type == OnnxJavaType.INT32);
  }

  /** The buffer of a batch that this input is fed with. */
  LongBuffer values(TokenBatch batch) {
    return switch (role) {
      case IDS -> batch.ids();
      case MASK -> batch.attentionMask();
      case TYPES -> batch.typeIds();
    };
  }
}
