package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.models.ModelException.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VariantsTest {
  private static List<String> namesOf(String... files) {
    return Variants.find(Fixture.minimal(files)).stream()
        .map(variant -> variant.name() + "=" + variant.file())
        .toList();
  }

  @Test
  void find_knownNames_fp32FirstThenByName() {
    assertEquals(
        List.of(
            "fp32=model.onnx",
            "fp16=model_fp16.onnx",
            "int8=model_int8.onnx",
            "q4=model_q4.onnx",
            "qint8_avx512_vnni=model_qint8_avx512_vnni.onnx",
            "quantized=model_quantized.onnx"),
        namesOf(
            "model_quantized.onnx",
            "model_q4.onnx",
            "model.onnx",
            "model_qint8_avx512_vnni.onnx",
            "model_int8.onnx",
            "model_fp16.onnx"));
  }

  @Test
  void find_inOnnxFolder_isFound() {
    assertEquals(
        List.of("fp32=onnx/model.onnx", "fp16=onnx/model_fp16.onnx"),
        namesOf("onnx/model_fp16.onnx", "onnx/model.onnx"));
  }

  @Test
  void find_sameVariantInBothPlaces_rootHidesTheOther() {
    assertEquals(
        List.of("fp32=model.onnx", "int8=onnx/model_int8.onnx"),
        namesOf("onnx/model.onnx", "onnx/model_int8.onnx", "model.onnx"));
  }

  @Test
  void find_twoNamesOfFp32InOnePlace_isInvalidAndNamesBoth() {
    assertFails(
        Kind.INVALID,
        () -> namesOf("model.onnx", "model_fp32.onnx"),
        "variant fp32",
        "model.onnx",
        "model_fp32.onnx");
  }

  @Test
  void find_onlyOtherGraphs_isNotFoundAndListsThem() {
    assertFails(
        Kind.NOT_FOUND,
        () -> namesOf("encoder.onnx", "decoder_model.onnx", "openvino/model.onnx", "model_.onnx"),
        "encoder.onnx",
        "expected model.onnx or model_NAME.onnx");
  }

  @Test
  void sizeBytes_withExternalData_isTheSum() {
    MemoryModelSource source = Fixture.minimal();
    source.files().put("model.onnx", new byte[1]);
    source.files().put("model.onnx_data", new byte[10]);
    source.files().put("model.onnx_data_1", new byte[100]);
    source.files().put("model.onnx.data", new byte[1000]);
    source.files().put("model.onnx.bak", new byte[10000]);
    source.files().put("model_fp16.onnx", new byte[2]);
    source.files().put("model_fp16.onnx_data", new byte[20]);
    assertEquals(
        List.of(
            new Variant("fp32", "model.onnx", 1111), new Variant("fp16", "model_fp16.onnx", 22)),
        Variants.find(source));
  }

  @Test
  void find_formsForSingleTexts_belongToTheirVariants() {
    ModelDirectory directory =
        ModelDirectory.of(
            Fixture.minimal(
                "model.onnx",
                "model_single.onnx",
                "model_int8.onnx",
                "model_int8_single.onnx",
                "model_fp16_single.onnx"));
    assertEquals(
        List.of("fp32", "fp16_single", "int8"),
        directory.variants().stream().map(Variant::name).toList());
    assertEquals(Optional.of("model_single.onnx"), directory.variant("fp32").single());
    assertEquals(Optional.of("model_int8_single.onnx"), directory.variant("int8").single());
    assertEquals(Optional.empty(), directory.variant("fp16_single").single());
  }

  @Test
  void defaultVariant_withoutFp32_isFirstByName() {
    ModelDirectory directory =
        ModelDirectory.of(Fixture.minimal("model_quantized.onnx", "model_int8.onnx"));
    assertEquals("int8", directory.defaultVariant().name());
  }
}
