package io.heed.converter.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What is refused, with the message that says what to change; and the model's own fields. */
class OnnxExporterTest {
  private static final List<ExportInput> X = List.of(ExportInput.float32("x", "batch"));

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @Test
  void export_operatorWithoutRule_namesOperatorAndVariable() {
    SameDiff sd = SameDiff.create();
    sd.math().cosh(x(sd)).rename("strange");

    refused(
        sd,
        X,
        "strange",
        ConverterException.Kind.UNSUPPORTED,
        "\"cosh\"",
        "\"strange\"",
        "no rule");
  }

  @Test
  void export_argumentWithoutMeaning_saysFoundAndExpected() {
    SameDiff sd = SameDiff.create();
    sd.nn().relu(x(sd), 0.25).rename("y");

    refused(sd, X, "y", ConverterException.Kind.UNSUPPORTED, "\"relu\"", "0.25", "expected 0");
  }

  @Test
  void export_doubleParameter_namesVariableAndType() {
    SameDiff sd = SameDiff.create();
    SDVariable weight = sd.var("weight", Nd4j.ones(DataType.DOUBLE, 4));
    x(sd).castTo(DataType.DOUBLE).add(weight).rename("y");

    assertEquals(
        ConverterException.Kind.UNSUPPORTED,
        assertThrows(
                ConverterException.class, () -> OnnxExporter.create().export(sd, X, List.of("y")))
            .kind());
    refused(sd, X, "weight", ConverterException.Kind.UNSUPPORTED, "\"weight\"", "DOUBLE", "FLOAT");
  }

  @Test
  void export_missingPlaceholder_namesIt() {
    SameDiff sd = SameDiff.create();
    x(sd).add(sd.placeHolder("forgotten", DataType.FLOAT, -1, 4)).rename("y");

    refused(sd, X, "y", ConverterException.Kind.USAGE, "\"forgotten\"");
  }

  @Test
  void export_unknownInput_namesItAndThoseThere() {
    SameDiff sd = SameDiff.create();
    x(sd).add(1).rename("y");

    refused(
        sd,
        List.of(ExportInput.float32("z", "batch")),
        "y",
        ConverterException.Kind.USAGE,
        "\"z\"",
        "[x]");
  }

  @Test
  void export_unusedInput_namesIt() {
    SameDiff sd = SameDiff.create();
    x(sd).add(1).rename("y");
    sd.placeHolder("idle", DataType.FLOAT, -1);

    refused(
        sd,
        List.of(X.get(0), ExportInput.int64("idle", "batch")),
        "y",
        ConverterException.Kind.INPUT,
        "\"idle\"");
  }

  @Test
  void export_axesMiscounted_saysHowManyAreOpen() {
    SameDiff sd = SameDiff.create();
    x(sd).add(1).rename("y");

    refused(
        sd,
        List.of(ExportInput.float32("x", "batch", "sequence")),
        "y",
        ConverterException.Kind.USAGE,
        "[batch, sequence]",
        "has 1 of open length");
  }

  @Test
  void export_floatInputForIntegers_saysBothTypes() {
    SameDiff sd = SameDiff.create();
    sd.placeHolder("x", DataType.INT32, -1, 4).castTo(DataType.FLOAT).rename("y");

    refused(sd, X, "y", ConverterException.Kind.USAGE, "FLOAT", "INT");
  }

  @Test
  void export_unknownOutput_namesIt() {
    SameDiff sd = SameDiff.create();
    x(sd);

    refused(sd, X, "nowhere", ConverterException.Kind.USAGE, "\"nowhere\"");
  }

  @Test
  void opset_beforeLayerNormalization_isRefused() {
    assertThrows(ConverterException.class, () -> OnnxExporter.create().opset(16));
    assertThrows(ConverterException.class, () -> OnnxExporter.create().fixedSequenceLength(0));
  }

  @Test
  void export_fields_areWritten() {
    SameDiff sd = SameDiff.create();
    x(sd).add(1).rename("y");

    ModelProto model =
        OnnxExporter.create()
            .opset(20)
            .producerVersion("9.9")
            .description("a test")
            .metadata("key", "value")
            .export(sd, X, List.of("y"));

    assertEquals(9, model.getIrVersion());
    assertEquals(20, model.getOpsetImport(0).getVersion());
    assertEquals("heed-converter", model.getProducerName());
    assertEquals("9.9", model.getProducerVersion());
    assertEquals("a test", model.getDocString());
    assertEquals("key", model.getMetadataProps(0).getKey());
    assertEquals("value", model.getMetadataProps(0).getValue());
  }

  private static SDVariable x(SameDiff sd) {
    return sd.placeHolder("x", DataType.FLOAT, -1, 4);
  }

  private static void refused(
      SameDiff sd,
      List<ExportInput> inputs,
      String output,
      ConverterException.Kind kind,
      String... parts) {
    ConverterException e =
        assertThrows(
            ConverterException.class,
            () -> OnnxExporter.create().export(sd, inputs, List.of(output)));
    assertEquals(kind, e.kind());
    for (String part : parts) {
      assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
  }
}
