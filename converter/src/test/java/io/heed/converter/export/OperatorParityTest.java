package io.heed.converter.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operator's export against SameDiff's own result, over batch sizes and lengths. */
class OperatorParityTest {
  private static final int WIDTH = 8;

  /** float32 against float32 by other kernels, on values near 1. */
  private static final double TOLERANCE = 1e-5;

  /**
   * What SameDiff itself gets wrong on arrays of one row: an exception, or a shape without the
   * axis.
   */
  private static final Set<String> WRONG_IN_SAMEDIFF_ON_ONE_ROW =
      Set.of("rows reduced across", "expand_dims at the end");

  private static final int[][] SHAPES = {{1, 1}, {2, 3}, {5, 33}, {3, 256}};

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  /** The variables that the operators under test work on. */
  private record Given(
      SameDiff sd,
      SDVariable x,
      SDVariable y,
      SDVariable rows,
      SDVariable ids,
      SDVariable mask,
      SDVariable matrix,
      SDVariable vector) {

    static Given create() {
      SameDiff sd = SameDiff.create();
      SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, WIDTH);
      return new Given(
          sd,
          x,
          sd.placeHolder("y", DataType.FLOAT, -1, -1, WIDTH),
          sd.reshape(x, -1, WIDTH),
          sd.placeHolder("ids", DataType.INT64, -1, -1),
          sd.placeHolder("mask", DataType.FLOAT, -1, -1),
          sd.var("matrix", TestArrays.normal(11, WIDTH, WIDTH)),
          sd.var("vector", TestArrays.normal(12, WIDTH)));
    }

    SDVariable positive() {
      return sd.math().abs(x).add(0.5);
    }

    SDVariable sequence() {
      return sd.sizeAt(ids, 1);
    }

    SDVariable longs(long... values) {
      return sd.constant(Nd4j.createFromArray(values));
    }
  }

  private static Map<String, Function<Given, SDVariable>> cases() {
    Map<String, Function<Given, SDVariable>> cases = new LinkedHashMap<>();
    elementwise(cases);
    shapes(cases);
    views(cases);
    return cases;
  }

  private static void elementwise(Map<String, Function<Given, SDVariable>> cases) {
    cases.put("add", g -> g.x.add(g.y));
    cases.put("add of a vector", g -> g.x.add(g.vector));
    cases.put("subtract", g -> g.x.sub(g.y));
    cases.put("multiply", g -> g.x.mul(g.y));
    cases.put("divide", g -> g.x.div(g.sd.math().abs(g.y).add(1)));
    cases.put("reversesubtract", g -> g.x.rsub(g.y));
    cases.put("reversedivide", g -> g.positive().rdiv(g.y));
    cases.put("maximum", g -> g.sd.max(g.x, g.y));
    cases.put("minimum", g -> g.sd.min(g.x, g.y));
    cases.put("Pow", g -> g.sd.math().pow(g.positive(), g.sd.math().abs(g.y)));
    cases.put("squaredsubtract", g -> g.x.squaredDifference(g.y));
    cases.put("mergeadd", g -> g.sd.math().mergeAdd(g.x, g.y, g.x));
    cases.put("biasadd", g -> g.sd.nn().biasAdd(g.rows, g.vector, false));
    cases.put("add_scalar", g -> g.x.add(1.5));
    cases.put("sub_scalar", g -> g.x.sub(1.5));
    cases.put("mul_scalar", g -> g.x.mul(1.5));
    cases.put("div_scalar", g -> g.x.div(1.5));
    cases.put("rsub_scalar", g -> g.x.rsub(1.5));
    cases.put("rdiv_scalar", g -> g.positive().rdiv(1.5));
    cases.put("max_scalar", g -> g.sd.scalarMax(g.x, 0.3));
    cases.put("scalar_min", g -> g.sd.scalarMin(g.x, 0.3));
    cases.put("pow", g -> g.x.pow(2));
    cases.put("exp", g -> g.sd.math().exp(g.x));
    cases.put("log", g -> g.sd.math().log(g.positive()));
    cases.put("sqrt", g -> g.sd.math().sqrt(g.positive()));
    cases.put("rsqrt", g -> g.sd.math().rsqrt(g.positive()));
    cases.put("Reciprocal", g -> g.sd.math().reciprocal(g.positive()));
    cases.put("square", g -> g.sd.math().square(g.x));
    cases.put("neg", g -> g.x.neg());
    cases.put("abs", g -> g.sd.math().abs(g.x));
    cases.put("floor", g -> g.sd.math().floor(g.x));
    cases.put("erf", g -> g.sd.math().erf(g.x));
    cases.put("tanh", g -> g.sd.math().tanh(g.x));
    cases.put("sigmoid", g -> g.sd.nn().sigmoid(g.x));
    cases.put("softplus", g -> g.sd.nn().softplus(g.x));
    cases.put("softsign", g -> g.sd.nn().softsign(g.x));
    cases.put("relu", g -> g.sd.nn().relu(g.x, 0));
    cases.put("leakyrelu", g -> g.sd.nn().leakyRelu(g.x, 0.1));
    cases.put("elu", g -> g.sd.nn().elu(g.x));
    cases.put("swish", g -> g.sd.nn().swish(g.x));
    cases.put("gelu", g -> g.sd.nn().gelu(g.x));
    cases.put("ClipByValue", g -> g.sd.math().clipByValue(g.x, -0.5, 0.7));
    cases.put("identity", g -> g.sd.identity(g.x));
    cases.put("greater", g -> g.x.gt(g.y).castTo(DataType.FLOAT));
    cases.put("greater_equal", g -> g.x.gte(g.y).castTo(DataType.FLOAT));
    cases.put("less", g -> g.x.lt(g.y).castTo(DataType.FLOAT));
    cases.put("less_equal", g -> g.x.lte(g.y).castTo(DataType.FLOAT));
    cases.put("equals", g -> g.mask.eq(g.mask.mul(g.mask)).castTo(DataType.FLOAT));
    cases.put("not_equals", g -> g.x.neq(g.y).castTo(DataType.FLOAT));
    cases.put("greaterthan_scalar", g -> g.mask.gt(0).castTo(DataType.FLOAT));
    cases.put("greaterthanorequal_scalar", g -> g.mask.gte(1).castTo(DataType.FLOAT));
    cases.put("lessthan_scalar", g -> g.x.lt(0.5).castTo(DataType.FLOAT));
    cases.put("lessthanorequal_scalar", g -> g.x.lte(0.5).castTo(DataType.FLOAT));
    cases.put("equals_scalar", g -> g.mask.eq(0).castTo(DataType.FLOAT));
    cases.put("notequals_scalar", g -> g.mask.neq(0).castTo(DataType.FLOAT));
    cases.put("Where", g -> g.sd.where(g.x, g.y, g.x.gt(g.y)));
    cases.put("cast", g -> g.ids.castTo(DataType.FLOAT).mul(0.5));
  }

  private static void shapes(Map<String, Function<Given, SDVariable>> cases) {
    cases.put("xw_plus_b", g -> g.sd.nn().linear(g.rows, g.matrix, g.vector));
    cases.put("matmul", g -> g.sd.mmul(g.rows, g.matrix));
    cases.put("matmul with a turned matrix", g -> g.sd.mmul(g.rows, g.matrix, false, true, false));
    cases.put("matmul of a batch, turned", g -> g.sd.mmul(g.x, g.y, false, true, false));
    cases.put("matmul with left turned", g -> g.sd.mmul(g.x, g.y, true, false, false));
    cases.put("matmul with turned result", g -> g.sd.mmul(g.rows, g.matrix, false, false, true));
    cases.put("softmax", g -> g.sd.nn().softmax(g.x, 2));
    cases.put("softmax over axis 1", g -> g.sd.nn().softmax(g.x, 1));
    cases.put("softmax over rows", g -> g.sd.nn().softmax(g.rows, 0));
    cases.put("log_softmax", g -> g.sd.nn().logSoftmax(g.rows));
    cases.put("permute", g -> g.sd.permute(g.x, 0, 2, 1));
    cases.put("permute twice", g -> g.sd.permute(g.sd.permute(g.x, 2, 0, 1), 0, 2, 1));
    cases.put("permute there and back", g -> g.sd.permute(g.sd.permute(g.x, 2, 0, 1), 1, 2, 0));
    cases.put("transpose", g -> g.sd.transpose(g.rows));
    cases.put("reduce_sum", g -> g.x.sum(1));
    cases.put("reduce_sum kept", g -> g.x.sum(true, 2));
    cases.put("reduce_sum of two axes", g -> g.x.sum(1, 2));
    cases.put("reduce_mean", g -> g.x.mean(1));
    cases.put("reduce_mean of all", g -> g.x.mean());
    cases.put("reduce_max", g -> g.x.max(1));
    cases.put("reduce_min", g -> g.x.min(1));
    cases.put("reduce_prod", g -> g.sd.prod(g.x, 2));
    cases.put("reduce_norm1", g -> g.sd.math().abs(g.x).norm1(2));
    cases.put("reduce_norm2", g -> g.x.norm2(2));
    cases.put("expand_dims", g -> g.sd.expandDims(g.mask, 2).mul(g.x));
    cases.put("expand_dims at the end", g -> g.sd.expandDims(g.mask, -1));
    cases.put("squeeze", g -> g.sd.squeeze(g.x.sum(true, 1), 1));
    cases.put("concat", g -> g.sd.concat(2, g.x, g.y));
    cases.put("concat over the sequence", g -> g.sd.concat(1, g.x, g.y).sum(1));
    cases.put("stack", g -> g.sd.stack(1, g.x, g.y));
    cases.put("tile", g -> g.sd.tile(g.rows, 1, 2));
    cases.put("zeroslike", g -> g.x.add(g.sd.zerosLike(g.x)));
    cases.put("ones_as", g -> g.x.add(g.sd.onesLike(g.mask).mul(2).sum()));
    cases.put("fill", g -> g.sd.fill(g.sd.shape(g.ids), DataType.FLOAT, 2.5).add(g.mask));
    cases.put("gather", g -> g.sd.gather(g.matrix, g.ids, 0));
    cases.put(
        "gather on axis 1", g -> g.sd.gather(g.x, g.sd.constant(Nd4j.createFromArray(0, 0)), 1));
    cases.put("slice", g -> g.sd.slice(g.rows, new int[] {0, 2}, 1, 3));
    cases.put(
        "strided_slice", g -> g.x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(1, 2, 7)));
    cases.put("first token", g -> g.x.get(SDIndex.all(), SDIndex.point(0), SDIndex.all()));
    cases.put("last token", g -> g.x.get(SDIndex.all(), SDIndex.point(-1), SDIndex.all()));
    cases.put("range", g -> range(g).castTo(DataType.FLOAT).add(g.mask));
    cases.put("size", g -> g.x.mul(g.sd.size(g.ids).castTo(DataType.FLOAT)));
    cases.put("size_at", g -> g.x.sum(1).div(g.sequence().castTo(DataType.FLOAT)));
    cases.put("rank", g -> g.x.mul(g.sd.rank(g.ids).castTo(DataType.FLOAT)));
    cases.put("shape_of", g -> g.sd.shape(g.x).castTo(DataType.FLOAT));
  }

  /** Chains whose flattened rows are remembered rather than written. */
  private static void views(Map<String, Function<Given, SDVariable>> cases) {
    cases.put("rows", g -> g.rows.mul(2));
    cases.put("rows beside rows", g -> g.rows.add(g.sd.reshape(g.y, -1, WIDTH)));
    cases.put("rows beside a column", g -> g.rows.mul(g.sd.reshape(g.mask, -1, 1)));
    cases.put("rows beside a row", g -> g.rows.mul(g.sd.reshape(g.vector, 1, WIDTH)));
    cases.put("rows reduced within", g -> g.rows.mean(true, -1));
    cases.put("rows reduced across", g -> g.rows.sum(0));
    cases.put("rows expanded", g -> g.sd.expandDims(g.rows, 1));
    cases.put("rows expanded in front", g -> g.sd.expandDims(g.rows, 0));
    cases.put("rows by flat ids", g -> g.sd.gather(g.matrix, g.sd.reshape(g.ids, -1), 0));
    cases.put("rows joined", g -> g.sd.concat(1, g.rows, g.rows.mul(2)));
    cases.put("rows turned", g -> g.sd.mmul(g.rows, g.rows, true, false, false).mul(1e-2));
    cases.put("rows to heads", OperatorParityTest::heads);
    cases.put("heads to rows", g -> g.sd.reshape(g.sd.permute(heads(g), 0, 2, 1, 3), -1, WIDTH));
    cases.put(
        "shape by concat, stack, gather and prod",
        g -> {
          SDVariable shape = g.sd.shape(g.ids);
          SDVariable batch = g.sd.gather(shape, g.sd.constant(Nd4j.createFromArray(0)), 0);
          SDVariable rest = g.sd.concat(0, g.sequence().reshape(1), g.longs(4, 2));
          return g.sd.reshape(g.rows, g.sd.concat(0, batch, rest));
        });
    cases.put(
        "shape by product",
        g -> g.sd.reshape(g.x, g.sd.stack(0, g.sd.prod(g.sd.shape(g.x)), g.sd.constant(1L))));
    cases.put(
        "reshape that needs run-time lengths",
        g -> {
          SDVariable merged = g.sd.permute(g.x, 1, 0, 2);
          SDVariable shape = g.sd.concat(0, g.longs(2), g.sd.shape(g.ids), g.longs(WIDTH / 2));
          return g.sd.reshape(merged, shape);
        });
    cases.put(
        "positions by slice",
        g -> {
          SDVariable table = g.sd.var("table", TestArrays.normal(13, 256, WIDTH));
          SDVariable size = g.sd.concat(0, g.sequence().reshape(1), g.longs(WIDTH));
          return g.x.add(g.sd.slice(table, g.longs(0, 0), size));
        });
    cases.put(
        "positions by range",
        g -> {
          SDVariable table = g.sd.var("table", TestArrays.normal(13, 256, WIDTH));
          return g.x.add(g.sd.gather(table, range(g), 0));
        });
  }

  private static SDVariable heads(Given g) {
    SDVariable shape = g.sd.concat(0, g.sd.shape(g.ids), g.longs(2, WIDTH / 2));
    return g.sd.permute(g.sd.reshape(g.rows, shape), 0, 2, 1, 3);
  }

  private static SDVariable range(Given g) {
    return g.sd.range(g.sd.constant(0L), g.sequence(), g.sd.constant(1L), DataType.INT64);
  }

  @TestFactory
  Stream<DynamicTest> export_anyShape_equalsSameDiff() {
    return cases().entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(17, 18, 20)
                    .map(
                        opset ->
                            DynamicTest.dynamicTest(
                                entry.getKey() + ", opset " + opset,
                                () -> check(entry.getKey(), entry.getValue(), opset))));
  }

  @Test
  void rules_everyOperator_hasACase() {
    TreeSet<String> untested = new TreeSet<>(OperatorRules.operators());
    cases()
        .values()
        .forEach(
            expression -> {
              Given given = Given.create();
              given.sd.identity(expression.apply(given));
              given.sd.getOps().values().forEach(op -> untested.remove(op.getOp().opName()));
            });

    // No builder of SameDiff's makes these from the operands of this test.
    assertTrue(
        List.of(
                "bool_not",
                "boolean_and",
                "boolean_not",
                "boolean_or",
                "broadcast_to",
                "relu_layer",
                "tile_to_shape")
            .containsAll(untested),
        "operators without a case: " + untested);
  }

  private static void check(String name, Function<Given, SDVariable> expression, int opset)
      throws Exception {
    Given given = Given.create();
    SDVariable result = expression.apply(given);
    SDVariable output = given.sd.identity("result", result);
    // The inputs that the result needs: the export refuses unused ones.
    List<ExportInput> inputs =
        Stream.of(
                ExportInput.float32("x", "batch", "sequence"),
                ExportInput.float32("y", "batch", "sequence"),
                ExportInput.int64("ids", "batch", "sequence"),
                ExportInput.int64("mask", "batch", "sequence"))
            .toList();
    // Every input takes part, by nothing.
    SDVariable nothing =
        given
            .x
            .sum()
            .add(given.y.sum())
            .add(given.mask.sum())
            .add(given.ids.castTo(DataType.FLOAT).sum())
            .mul(0);
    SDVariable whole = output.add("whole", nothing);
    ModelProto model =
        OnnxExporter.create().opset(opset).export(given.sd, inputs, List.of(whole.name()));
    try (OnnxRun run = new OnnxRun(model)) {
      for (int[] shape : SHAPES) {
        int batch = shape[0];
        int sequence = shape[1];
        if (batch * sequence == 1 && WRONG_IN_SAMEDIFF_ON_ONE_ROW.contains(name)) {
          continue;
        }
        INDArray ids = TestArrays.ids(1, WIDTH, batch, sequence);
        INDArray mask = TestArrays.mask(2, batch, sequence);
        INDArray x = TestArrays.normal(3, batch, sequence, WIDTH);
        INDArray y = TestArrays.normal(4, batch, sequence, WIDTH);
        Map<String, INDArray> fed =
            Map.of("x", x, "y", y, "ids", ids, "mask", mask.castTo(DataType.FLOAT));
        INDArray expected =
            Objects.requireNonNull(given.sd.output(fed, whole.name()).get(whole.name()));
        INDArray actual = run.run(Map.of("x", x, "y", y, "ids", ids, "mask", mask));
        double scale = Math.max(1, expected.castTo(DataType.FLOAT).amaxNumber().doubleValue());
        double difference = TestArrays.difference(expected, actual);
        assertTrue(
            difference <= TOLERANCE * scale,
            String.format(
                Locale.ROOT,
                "shape %d x %d: difference %g, largest value %g",
                batch,
                sequence,
                difference,
                scale));
      }
    }
  }
}
