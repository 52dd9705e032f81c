package io.heed.bench.soak;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of three operators whose every answer is known: word {@code wK} of the vocabulary votes
 * for label K modulo 4, and the word {@code poison} has an id outside the table, so that a run with
 * it fails. Stateless.
 */
public final class SoakModel {
  /** The word that makes a run fail. */
  public static final String POISON = "poison";

  /** How many words the model knows. */
  public static final int WORDS = 64;

  private static final List<String> LABELS = List.of("zero", "one", "two", "three");

  private SoakModel() {}

  /** The label of a text of this word alone, repeated. */
  public static String label(int word) {
    return LABELS.get(word % LABELS.size());
  }

  /** The text of so many times a word. */
  public static String text(int word, int times) {
    return ("w" + word + " ").repeat(times);
  }

  /** Writes the model into a folder, which must be empty, not there, or one of these. */
  public static ModelDirectory write(Path folder) {
    return ModelDirectoryWriter.to(folder)
        .config(ModelConfig.builder(LABELS).maxPositionEmbeddings(64).build())
        .tokenizer(tokenizer().getBytes(StandardCharsets.UTF_8))
        .variant("fp32", onnx())
        .write();
  }

  private static byte[] onnx() {
    int width = LABELS.size();
    float[] table = new float[(WORDS + 1) * width];
    for (int word = 0; word < WORDS; word++) {
      table[(word + 1) * width + word % width] = 4;
    }
    OnnxGraphBuilder graph = OnnxGraphBuilder.create("soak").opset("", 17);
    OnnxAxis batch = OnnxAxis.symbol("batch");
    String ids =
        graph.input("input_ids", DataType.INT64, List.of(batch, OnnxAxis.symbol("sequence")));
    String rows = graph.initializer(OnnxTensors.floats("table", table, WORDS + 1, width));
    String votes = graph.node("Gather", "votes", List.of(rows, ids));
    graph.node(
        "ReduceMean",
        "logits",
        List.of(votes),
        OnnxAttributes.ofInts("axes", 1),
        OnnxAttributes.ofInt("keepdims", 0));
    graph.output("logits", DataType.FLOAT, List.of(batch, OnnxAxis.length(width)));
    return graph.build().toByteArray();
  }

  private static String tokenizer() {
    List<String> entries = new ArrayList<>();
    entries.add("\"[UNK]\": 0");
    for (int word = 0; word < WORDS; word++) {
      entries.add("\"w" + word + "\": " + (word + 1));
    }
    entries.add("\"" + POISON + "\": " + (WORDS + 1000));
    return """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"},
         "post_processor": null, "decoder": null,
         "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {%s}}}
        """
        .replace("%s", String.join(", ", entries));
  }
}
