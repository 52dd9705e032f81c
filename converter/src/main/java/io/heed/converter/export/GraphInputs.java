package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Declares the model's inputs and makes SameDiff's placeholders of them. Confined to one export.
 */
final class GraphInputs {
  private static final String SEQUENCE = "sequence";

  private final SameDiff graph;
  private final OnnxGraphBuilder builder;
  private final NodeEmitter emitter;
  private final ShapeEmitter shapes;
  private final int fixedSequenceLength;

  GraphInputs(
      SameDiff graph,
      OnnxGraphBuilder builder,
      NodeEmitter emitter,
      ShapeEmitter shapes,
      int fixedSequenceLength) {
    this.graph = graph;
    this.builder = builder;
    this.emitter = emitter;
    this.shapes = shapes;
    this.fixedSequenceLength = fixedSequenceLength;
  }

  /** Adds the input to the model. */
  Tensor declare(ExportInput input) {
    List<Dimension> shape = shape(input);
    List<OnnxAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      Dimension length = shape.get(axis);
      if (length.isConstant()) {
        axes.add(OnnxAxis.length(length.factor()));
      } else {
        axes.add(OnnxAxis.symbol(length.toString()));
        shapes.originate(length, input.name(), axis);
      }
    }
    return new Tensor(builder.input(input.name(), input.type(), axes), input.type(), shape);
  }

  /** Pads where asked, and casts to the placeholder's type; all integer types are INT64. */
  Tensor prepare(ExportInput input, Tensor declared) {
    Tensor padded = fixedSequenceLength > 0 ? pad(input, declared) : declared;
    org.nd4j.linalg.api.buffer.DataType type = placeholder(input).dataType();
    if (type.isIntType() && declared.type() == DataType.INT64) {
      return padded;
    }
    if (type == org.nd4j.linalg.api.buffer.DataType.FLOAT) {
      return emitter.cast(padded, DataType.FLOAT);
    }
    if (type == org.nd4j.linalg.api.buffer.DataType.BOOL) {
      return emitter.cast(padded, DataType.BOOL);
    }
    throw new ConverterException(
        ConverterException.Kind.USAGE,
        String.format(
            Locale.ROOT,
            "input \"%s\" is %s, its placeholder %s; expected FLOAT, BOOL, or an integer type for INT64",
            input.name(),
            declared.type(),
            type));
  }

  private SDVariable placeholder(ExportInput input) {
    SDVariable variable = graph.getVariable(input.name());
    if (variable == null || !variable.isPlaceHolder()) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          String.format(
              Locale.ROOT,
              "the graph has no placeholder \"%s\"; it has %s",
              input.name(),
              graph.inputs()));
    }
    return variable;
  }

  private List<Dimension> shape(ExportInput input) {
    long[] lengths = placeholder(input).placeholderShape();
    List<Dimension> shape = new ArrayList<>();
    Iterator<String> names = input.axes().iterator();
    int open = 0;
    for (long length : lengths == null ? new long[0] : lengths) {
      if (length >= 0) {
        shape.add(Dimension.of(length));
      } else {
        open++;
        if (names.hasNext()) {
          shape.add(Dimension.symbol(names.next()));
        }
      }
    }
    if (open != input.axes().size()) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          String.format(
              Locale.ROOT,
              "input \"%s\" names %d axes %s; its placeholder has %d of open length",
              input.name(),
              input.axes().size(),
              input.axes(),
              open));
    }
    return shape;
  }

  private Tensor pad(ExportInput input, Tensor x) {
    Dimension sequence = Dimension.symbol(SEQUENCE);
    int axis = x.shape().indexOf(sequence);
    if (axis < 0) {
      return x;
    }
    List<Dimension> shape = new ArrayList<>(x.shape());
    shape.set(axis, Dimension.of(fixedSequenceLength));
    return emitter.node(
        "Pad",
        List.of(x, pads(x.shape().size(), axis), padValue(input, x)),
        new Tensor(input.name() + "/padded", x.type(), shape),
        OnnxAttributes.ofString("mode", "constant"));
  }

  private Tensor padValue(ExportInput input, Tensor x) {
    return x.isInteger()
        ? emitter.longScalar(input.padValue())
        : emitter.floatScalar((float) input.padValue());
  }

  /** The vector of pads before and after every axis: all 0 but after the sequence. */
  private Tensor pads(int rank, int axis) {
    return emitter.share(
        "pads_" + rank + "_" + axis,
        name -> {
          Tensor length = shapes.materialize(Integers.vector(List.of(Dimension.symbol(SEQUENCE))));
          Tensor missing =
              emitter.node(
                  "Sub",
                  List.of(emitter.longVector(fixedSequenceLength), length),
                  new Tensor(name + "/missing", DataType.INT64, length.shape()));
          List<Tensor> parts = new ArrayList<>();
          parts.add(emitter.longVector(new long[rank + axis]));
          parts.add(missing);
          if (axis < rank - 1) {
            parts.add(emitter.longVector(new long[rank - 1 - axis]));
          }
          return emitter.node(
              "Concat",
              parts,
              new Tensor(name, DataType.INT64, List.of(Dimension.of(2L * rank))),
              OnnxAttributes.ofInt("axis", 0));
        });
  }
}
