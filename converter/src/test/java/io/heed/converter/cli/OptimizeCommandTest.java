package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OptimizeCommandTest {
  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void copyModel() throws IOException {
    try (InputStream in =
        OptimizeCommandTest.class.getResourceAsStream("/graphs/classic-ts-op17/model.onnx")) {
      Files.copy(Objects.requireNonNull(in), dir.resolve("model.onnx"));
    }
  }

  @Test
  void optimize_cudaFile_isWrittenAndTold() throws IOException {
    Run run = heed("optimize", "-m", at("model.onnx"), "-o", at("fused.onnx"), "-t", "cuda");

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("target cuda; fusions attention, bias-gelu, embed-"), run.out);
    assertTrue(run.out.matches("(?s).*\\nall nodes +207 +22\\n.*"), run.out);
    assertTrue(run.out.matches("(?s).*\\ncom.microsoft.Attention +0 +2\\n.*"), run.out);
    assertTrue(run.out.endsWith("\nwithin the limits\n"), run.out);
    assertEquals(List.of("fused.onnx", "fused_padding_free.onnx", "model.onnx"), files(dir));
    assertTrue(
        run.out.contains(
            "\npadding-free form: 31 nodes; 2 attentions; padding restored: last_hidden_state;"
                + " for first tokens alone: 0 nodes; options of the CUDA provider: sdpa_kernel=55"),
        run.out);
    assertTrue(run.out.contains("fused_padding_free.onnx holds operators that ONNX"), run.out);
    Run verified =
        heed("verify", "-r", at("model.onnx"), "-c", at("fused.onnx"), "--max-difference", "1e-5");
    assertEquals(0, verified.status, verified.err);
  }

  @Test
  void optimize_json_countsTheNodes() {
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("a.onnx"),
            "-t",
            "cuda",
            "--fusions",
            "multi-head-attention,qkv",
            "-f",
            "json");

    assertEquals(0, run.status, run.err);
    JsonNode root = JsonMapper.shared().readTree(run.out);
    assertEquals(207, root.get("total_before").intValue());
    assertEquals(2, root.get("nodes_after").get("com.microsoft.MultiHeadAttention").intValue());
    assertEquals("[\"multi-head-attention\",\"qkv\"]", root.get("fusions").toString());
    assertTrue(root.get("largest_difference").get("logits").doubleValue() < 1e-5);
  }

  @Test
  void optimize_paddingFreeForm_isVerifiedAndHalved() {
    heed("optimize", "-m", at("model.onnx"), "-o", at("fused.onnx"), "-t", "cuda");
    String packed = at("fused_padding_free.onnx");

    Run verified = heed("verify", "-r", at("model.onnx"), "-c", packed, "--max-difference", "1e-5");
    assertEquals(0, verified.status, verified.err);
    assertTrue(verified.out.contains("interpreted here"), verified.out);
    Run half = heed("half", "-m", packed, "-o", at("half.onnx"), "-f", "json");
    assertEquals(0, half.status, half.err);
    JsonNode root = JsonMapper.shared().readTree(half.out);
    assertTrue(root.get("comparison").get("interpreted").booleanValue());
    assertTrue(
        root.get("comparison").get("outputs").get("logits").get("lowestCosine").doubleValue()
            > 0.9999);
    Map<String, Integer> types = new TreeMap<>();
    for (Node node : OnnxModel.read(dir.resolve("half.onnx")).graph().nodes()) {
      types.merge(node.type(), 1, Integer::sum);
    }
    assertEquals(2, types.get("PackedMultiHeadAttention"));
    assertEquals("[]", root.get("conversion").get("kept").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "auto", "never"})
  void optimize_paddingFreeOption_saysWhatIsWritten(String when) {
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("fused.onnx"),
            "-t",
            "cuda",
            "--padding-free-qkv=separate",
            "--padding-free=" + when);
    assertEquals(0, run.status, run.err);
    assertEquals(
        !when.equals("never"), Files.exists(dir.resolve("fused_padding_free.onnx")), run.out);
  }

  @Test
  void optimize_noPaddingFreeForm_isToldOrAnError() throws IOException {
    List<String> call =
        List.of(
            "optimize", "-m", at("model.onnx"), "-o", at("a.onnx"), "-t", "cuda", "--fusions=none");
    Files.writeString(dir.resolve("a_padding_free.onnx"), "of an older model");
    Run auto = heed(call.toArray(String[]::new));
    assertEquals(0, auto.status, auto.err);
    assertTrue(auto.out.contains("\nno padding-free form: Softmax node \""), auto.out);
    assertEquals(List.of("a.onnx", "model.onnx"), files(dir));
    Files.delete(dir.resolve("a.onnx"));

    List<String> always = new ArrayList<>(call);
    always.add("--padding-free=always");
    Run refused = heed(always.toArray(String[]::new));
    assertEquals(1, refused.status);
    assertTrue(refused.err.contains("padding-free: Softmax node \""), refused.err);
    assertEquals(List.of("model.onnx"), files(dir));
  }

  /** An average over all places, padding included: the form would leave them out. */
  @Test
  void optimize_outputThatPaddingChanges_hasNoPaddingFreeForm() throws IOException {
    OnnxModel model = OnnxModel.read(dir.resolve("model.onnx"));
    String mean =
        model
            .graph()
            .add(
                "mean",
                "ReduceMean",
                List.of("last_hidden_state"),
                OnnxAttributes.ofInts("axes", 1));
    ValueInfoProto.Builder output = ValueInfoProto.newBuilder().setName(mean);
    output.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    model.graph().addOutput(output.build());
    model.write(dir.resolve("mean.onnx"));

    Run run = heed("optimize", "-m", at("mean.onnx"), "-o", at("a.onnx"), "-t", "cuda");

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("\nno padding-free form: "), run.out);
    assertTrue(run.out.contains("mean"), run.out);
    assertEquals(List.of("a.onnx", "mean.onnx", "model.onnx"), files(dir));
  }

  @Test
  void optimize_tokenizerThatPadsOnTheLeft_hasNoPaddingFreeForm() throws IOException {
    String models = synthesized();
    Files.writeString(dir.resolve("tiny/tokenizer_config.json"), "{\"padding_side\": \"left\"}");
    Run run = heed("optimize", "-m", models, "-o", at("fast"), "-t", "cuda", "--length=8");
    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("no padding-free form: tokenizer: found padding on the left"));
  }

  @Test
  void optimize_paddingFreeForAnotherTarget_isAUsageError() {
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("a.onnx"),
            "-t",
            "cpu",
            "--padding-free=always");
    assertEquals(2, run.status);
    assertTrue(run.err.contains("expected cuda"), run.err);
  }

  @Test
  void optimize_cudaIntoANewDirectory_tellsTheProviderOptions() {
    String models = synthesized();
    Run run = heed("optimize", "-m", models, "-o", at("fast"), "-t", "cuda", "--length=8");
    assertEquals(0, run.status, run.err);
    Run half =
        heed(
            "half",
            "-m",
            at("fast"),
            "--variant",
            "padding_free",
            "--variant-name",
            "fp16_padding_free",
            "--length=8");
    assertEquals(0, half.status, half.err);

    ModelDirectory directory = ModelDirectory.open(dir.resolve("fast"));
    directory.verifyChecksums();
    Map<String, String> provenance = directory.metadata().orElseThrow().provenance();
    assertEquals("sdpa_kernel=55", provenance.get("providerOptions.cuda.padding_free"));
    assertEquals("sdpa_kernel=55", provenance.get("providerOptions.cuda.fp16_padding_free"));
    assertEquals(null, provenance.get("providerOptions.cuda.fp32"));
  }

  @Test
  void optimize_beyondTheLimits_writesNothing() throws IOException {
    Files.writeString(dir.resolve("old.onnx"), "what was there");
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("old.onnx"),
            "-t",
            "cuda",
            "--max-difference=0");

    assertEquals(1, run.status);
    assertTrue(run.err.contains("largest difference: found"), run.err);
    assertEquals("what was there", Files.readString(dir.resolve("old.onnx")));
    assertEquals(List.of("model.onnx", "old.onnx"), files(dir));
  }

  @Test
  void optimize_cpuDirectory_hasAFormForSingleTextsThatIsQuantisedToo() {
    String models = synthesized();
    Run run = heed("optimize", "-m", models, "-o", at("fast"), "-t", "cpu", "--length=8");
    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("form for single texts: "), run.out);
    Run quantized = heed("quantize", "-m", at("fast"), "--length=8");
    assertEquals(0, quantized.status, quantized.err);

    ModelDirectory directory = ModelDirectory.open(dir.resolve("fast"));
    assertEquals(
        List.of("model_single.onnx", "model_int8_single.onnx"),
        directory.variants().stream().map(each -> each.single().orElse("none")).toList());
    String text = "oil prices soar to an all-time record";
    try (TextClassifier original = TextClassifier.load(dir.resolve("tiny"));
        TextClassifier single = TextClassifier.builder(directory).maxBatchRows(1).build();
        TextClassifier int8 = TextClassifier.builder(directory).variant("int8").build()) {
      assertEquals("model_single.onnx", single.describe().variant().file());
      assertEquals("model_int8_single.onnx", int8.describe().variant().file());
      Classification expected = original.classify(text);
      assertEquals(expected.label(), single.classify(text).label());
      assertEquals(expected.score(), single.classify(text).score(), 1e-5);
      assertEquals(expected.score(), int8.classify(text).score(), 0.05);
    }
  }

  @Test
  void optimize_fileOverOneWithASingleForm_leavesNoFormOfTheOldModel() throws IOException {
    heed("optimize", "-m", at("model.onnx"), "-o", at("fast.onnx"), "-t", "cpu");
    assertEquals(List.of("fast.onnx", "fast_single.onnx", "model.onnx"), files(dir));
    heed("optimize", "-m", at("model.onnx"), "-o", at("fast.onnx"), "-t", "cpu", "--no-single");
    assertEquals(List.of("fast.onnx", "model.onnx"), files(dir));
  }

  @Test
  void optimize_directoryItself_getsAVariant() throws IOException {
    String models = synthesized();
    byte[] before = Files.readAllBytes(dir.resolve("tiny/model.onnx"));
    Run run =
        heed(
            "optimize",
            "-m",
            models,
            "-o",
            models,
            "-t",
            "cuda",
            "--variant-name",
            "cuda",
            "--length=8");

    assertEquals(0, run.status, run.err);
    ModelDirectory directory = ModelDirectory.open(dir.resolve("tiny"));
    assertEquals(
        List.of("cuda", "cuda_padding_free", "fp32"),
        directory.variants().stream().map(Variant::name).sorted().toList());
    directory.verifyChecksums();
    assertArrayEquals(before, Files.readAllBytes(dir.resolve("tiny/model.onnx")));
  }

  @Test
  void optimize_anotherDirectory_hasTheTokenizerToo() throws IOException {
    String models = synthesized();
    Files.writeString(dir.resolve("texts.txt"), "ba be bi\nbo bu\n");
    Run run =
        heed(
            "optimize",
            "-m",
            models,
            "-o",
            at("fast"),
            "-t",
            "tensorrt",
            "--texts",
            at("texts.txt"));

    assertEquals(0, run.status, run.err);
    ModelDirectory directory = ModelDirectory.open(dir.resolve("fast"));
    directory.verifyChecksums();
    assertEquals("fp32", directory.defaultVariant().name());
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("tiny/tokenizer.json")), directory.read("tokenizer.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "--fusions=attention;multi-head-attention, expected one form of attention",
    "--fusions=none;qkv, expected one of both",
    "--fusions=nonsense, --fusions: found nonsense",
    "--disable=nonsense, --disable: found nonsense",
  })
  void optimize_wrongFusions_isAUsageError(String option, String message) {
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("a.onnx"),
            "-t",
            "cuda",
            option.replace(';', ','));

    assertEquals(2, run.status);
    assertTrue(run.err.contains(message), run.err);
  }

  @Test
  void optimize_noModel_saysSo() throws IOException {
    Files.writeString(dir.resolve("text.onnx"), "this is no model");
    Run missing = heed("optimize", "-m", at("none.onnx"), "-o", at("a.onnx"), "-t", "cpu");
    Run wrong = heed("optimize", "-m", at("text.onnx"), "-o", at("a.onnx"), "-t", "cpu");

    assertEquals(1, missing.status);
    assertTrue(missing.err.contains("none.onnx"), missing.err);
    assertEquals(1, wrong.status);
    assertTrue(wrong.err.contains("text.onnx"), wrong.err);
    assertEquals(List.of("model.onnx", "text.onnx"), files(dir));
  }

  private String synthesized() {
    Run run = heed("synthesize", "--preset", "tiny", "-o", at("tiny"), "-q");
    assertEquals(0, run.status, run.err);
    return at("tiny");
  }

  private String at(String file) {
    return dir.resolve(file).toString();
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static Run heed(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ConverterCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(new ArrayList<>(List.of(args)).toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }
}
