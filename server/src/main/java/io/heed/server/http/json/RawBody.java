package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.TensorMetadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * Triton's raw binary request: the body is the only input, whose shape follows from the model and
 * the size; of type BYTES it is one element. All outputs are binary data. Stateless.
 */
public final class RawBody {
  private RawBody() {}

  /**
   * Reads a body.
   *
   * @throws io.heed.server.error.ServerException (INVALID_ARGUMENT) if the model has several
   *     inputs, or the size does not tell the shape
   */
  public static InferenceBody read(ByteBuf body, ModelMetadata metadata) {
    if (metadata.inputs().size() != 1) {
      throw JsonFormat.invalid(
          "raw binary request: found a model of "
              + metadata.inputs().size()
              + " inputs, expected one");
    }
    TensorMetadata input = metadata.inputs().get(0);
    int size = body.readableBytes();
    if (input.datatype() == ElementType.BYTES) {
      long[] one = new long[Math.max(1, input.shape().size())];
      java.util.Arrays.fill(one, 1);
      return InferenceBody.raw(
          input.name(), RawTensor.ofStrings(List.of(ByteBufUtil.getBytes(body)), one));
    }
    return InferenceBody.raw(
        input.name(),
        RawTensor.of(
            input.datatype(), body.nioBuffer(body.readerIndex(), size), shape(input, size)));
  }

  private static long[] shape(TensorMetadata input, int size) {
    long known = input.datatype().sizeBytes();
    int variable = -1;
    long[] shape = new long[input.shape().size()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = input.shape().get(axis);
      if (shape[axis] >= 0) {
        known = Math.multiplyExact(known, shape[axis]);
      } else if (variable < 0) {
        variable = axis;
      } else {
        throw invalid(input, size);
      }
    }
    if (known == 0 || (variable < 0 ? size != known : size % known != 0)) {
      throw invalid(input, size);
    }
    if (variable >= 0) {
      shape[variable] = size / known;
    }
    return shape;
  }

  private static RuntimeException invalid(TensorMetadata input, int size) {
    return JsonFormat.invalid(
        "raw binary request: found "
            + size
            + " bytes, which do not tell the shape of input \""
            + input.name()
            + "\", "
            + input.datatype()
            + " "
            + input.shape());
  }
}
