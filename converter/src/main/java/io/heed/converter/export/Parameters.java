package io.heed.converter.export;

import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** SameDiff's parameters and constants as initializers, or as integers of a shape. Stateless. */
final class Parameters {
  private static final int MAX_SHAPE_LENGTH = 64;

  private Parameters() {}

  static Value value(NodeEmitter emitter, String name, @Nullable INDArray array) {
    if (array == null) {
      throw new ConverterException(
          ConverterException.Kind.INPUT, "variable \"" + name + "\" has no array");
    }
    DataType type = array.dataType();
    if (type.isIntType()) {
      return integers(emitter, name, array);
    }
    if (type == DataType.BOOL) {
      float[] numbers = array.castTo(DataType.FLOAT).dup('c').data().asFloat();
      boolean[] values = new boolean[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers[i] != 0;
      }
      return emitter.booleans(name, values, array.shape());
    }
    if (type == DataType.FLOAT) {
      return array.isScalar()
          ? emitter.floatScalar(array.getFloat(0))
          : emitter.floats(name, array.dup('c').data().asFloat(), array.shape());
    }
    // sd.constant(0.5) is a DOUBLE; a number is not worth a refusal, a parameter is.
    if (type == DataType.DOUBLE && array.isScalar()) {
      return emitter.floatScalar(array.getFloat(0));
    }
    throw new ConverterException(
        ConverterException.Kind.UNSUPPORTED,
        String.format(
            Locale.ROOT,
            "variable \"%s\" is %s; expected FLOAT, an integer type or BOOL",
            name,
            type));
  }

  private static Value integers(NodeEmitter emitter, String name, INDArray array) {
    long[] values = array.castTo(DataType.INT64).dup('c').data().asLong();
    if (array.rank() > 1 || values.length > MAX_SHAPE_LENGTH) {
      return emitter.longs(name, values, array.shape());
    }
    List<Dimension> elements = new ArrayList<>();
    for (long value : values) {
      elements.add(Dimension.of(value));
    }
    return new Integers(elements, array.rank() == 0);
  }
}
