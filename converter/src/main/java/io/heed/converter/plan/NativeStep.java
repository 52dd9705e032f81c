package io.heed.converter.plan;

import io.heed.converter.error.ConverterException;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Any operator, by ND4J. */
final class NativeStep implements PlanStep {
  private final OperatorNode node;
  private final List<DataType> types;
  private final OpContext context = Nd4j.getExecutioner().buildContext();

  /**
   * @param types of all outputs, by SameDiff: shape inference names another where an operator has
   *     several
   */
  NativeStep(OperatorNode node, List<DataType> types) {
    this.node = node;
    this.types = types;
    if (node.operator() instanceof DynamicCustomOp custom) {
      context.setArgs(null, custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
    }
  }

  @Override
  public void run(Frame frame) {
    for (int i = 0; i < node.inputs().length; i++) {
      context.setInputArray(i, frame.array(node.inputs()[i]));
    }
    List<LongShapeDescriptor> shapes = shapes();
    Storage[] unused = new Storage[shapes.size()];
    for (int i = 0; i < shapes.size(); i++) {
      long[] shape = shapes.get(i).getShape();
      if (node.needs(i)) {
        context.setOutputArray(i, frame.create(node.outputs()[i], types.get(i), shape));
      } else {
        unused[i] = frame.scratch(types.get(i), shape);
        context.setOutputArray(i, unused[i].array(shape));
      }
    }
    execute();
    context.purge();
    for (Storage storage : unused) {
      if (storage != null) {
        frame.giveBack(storage);
      }
    }
  }

  private List<LongShapeDescriptor> shapes() {
    DifferentialFunction operator = node.operator();
    List<LongShapeDescriptor> shapes =
        operator instanceof DynamicCustomOp custom
            ? custom.calculateOutputShape(context)
            : ((BaseOp) operator).calculateOutputShape(context);
    if (shapes.size() != types.size()) {
      throw new ConverterException(
          ConverterException.Kind.UNSUPPORTED,
          "operator "
              + node.name()
              + ": found "
              + shapes.size()
              + " output shapes, expected "
              + types.size());
    }
    return shapes;
  }

  private void execute() {
    if (node.operator() instanceof CustomOp custom) {
      Nd4j.exec(custom, context);
    } else {
      Nd4j.exec((Op) node.operator(), context);
    }
  }
}
