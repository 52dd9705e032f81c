package io.heed.converter.synthesize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.heed.converter.error.ConverterException;
import io.heed.models.HeedMetadata;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import io.heed.models.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Writes an encoder as a model directory, or makes it in memory. Confined to one thread.
 *
 * <pre>{@code
 * EncoderConfig config = EncoderPreset.BERT_BASE.config().layers(4).labels(3).build();
 * ModelDirectory model =
 *     EncoderWriter.of(config, RandomWeights.of(42)).write(Path.of("models/bert-4-layers"));
 * }</pre>
 */
public final class EncoderWriter {
  /** From here on weights go to a file of their own; a protobuf message ends at 2 GiB. */
  static final long MAX_EMBEDDED_BYTES = 1_800_000_000L;

  private static final String EXTERNAL_FILE = "model.onnx_data";

  private final EncoderConfig config;
  private final EncoderGraph graph;
  private final WeightSource source;
  private boolean external;
  private String command = "";
  private LongConsumer progress = bytes -> {};

  private EncoderWriter(EncoderConfig config, WeightSource source) {
    this.config = config;
    this.graph = EncoderGraph.of(config);
    this.source = source;
    this.external = weightBytes() > MAX_EMBEDDED_BYTES;
  }

  /** A writer of this encoder with these weights. */
  public static EncoderWriter of(EncoderConfig config, WeightSource source) {
    return new EncoderWriter(config, source);
  }

  /** Puts the weights beside the graph, which is done anyway where they exceed 1.8 GB. */
  public EncoderWriter externalData() {
    external = true;
    return this;
  }

  /** What to call the command in the model card. */
  public EncoderWriter command(String value) {
    command = value;
    return this;
  }

  /** Is told, many times, how many bytes of the weights are written. */
  public EncoderWriter progress(LongConsumer listener) {
    progress = listener;
    return this;
  }

  /** The size of all weights. */
  public long weightBytes() {
    return graph.weights().sizeBytes();
  }

  /**
   * Writes config.json, tokenizer.json, model.onnx (with model.onnx_data beside it where asked for
   * or needed), heed.json and README.md, all at once.
   *
   * @throws io.heed.models.ModelException if the target is something else than a directory of
   *     Heed's, or cannot be written
   */
  public ModelDirectory write(Path target) {
    String provenance =
        source instanceof RandomWeights random ? "random, seed " + random.seed() : "given";
    Map<String, String> remembered = new TreeMap<>(Map.of("weights", provenance));
    if (!command.isEmpty()) {
      remembered.put("command", command);
    }
    WeightBytes weights = new WeightBytes(source, progress);
    ModelDirectoryWriter writer =
        ModelDirectoryWriter.to(target)
            .config(modelConfig())
            .tokenizer(
                WordPieceJson.write(
                    PieceVocabulary.of(config.vocabularySize()),
                    config.typeVocabularySize() > 1 ? 1 : 0))
            .metadata(HeedMetadata.of(Map.of(), remembered))
            .card(EncoderCard.of(config, name(target), provenance, command));
    if (external) {
      ExternalModel model = new ExternalModel(graph, EXTERNAL_FILE);
      writer.variant(Variant.FP32, model.model());
      writer.file(EXTERNAL_FILE, out -> model.writeWeights(weights, out));
    } else {
      EmbeddedModel model = new EmbeddedModel(graph);
      writer.variant(Variant.FP32, out -> model.write(weights, out));
    }
    return writer.write();
  }

  /**
   * The model in memory, weights inside; for small ones.
   *
   * @throws ConverterException of kind USAGE if it would exceed 1.8 GB
   */
  public ModelProto toModel() {
    if (weightBytes() > MAX_EMBEDDED_BYTES) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          "weights: found " + weightBytes() + " bytes, expected at most " + MAX_EMBEDDED_BYTES);
    }
    WeightBytes weights = new WeightBytes(source, progress);
    GraphProto.Builder filled = graph.skeleton().getGraph().toBuilder();
    for (int i = 0; i < filled.getInitializerCount(); i++) {
      TensorProto initializer = filled.getInitializer(i);
      PlannedWeight weight = graph.weights().of(initializer.getName());
      if (weight != null) {
        filled.setInitializer(
            i, initializer.toBuilder().setRawData(rawData(weight, weights)).build());
      }
    }
    return graph.skeleton().toBuilder().setGraph(filled).build();
  }

  private static ByteString rawData(PlannedWeight weight, WeightBytes weights) {
    ByteString.Output out = ByteString.newOutput((int) weight.sizeBytes());
    try {
      weights.write(weight, out);
    } catch (IOException e) {
      throw new AssertionError("memory does not fail to be written", e);
    }
    return out.toByteString();
  }

  private static String name(Path target) {
    return String.valueOf(target.toAbsolutePath().normalize().getFileName());
  }

  private ModelConfig modelConfig() {
    boolean bert = config.family() == EncoderFamily.BERT;
    ModelConfig.Builder builder =
        ModelConfig.builder(labels())
            .modelType(config.family().modelType)
            .architectures(config.family().architecture(config.task()))
            .maxPositionEmbeddings(config.maxPositions())
            .vocabSize(config.vocabularySize())
            .padTokenId(0)
            .other(bert ? "hidden_size" : "dim", config.hiddenSize())
            .other(bert ? "num_hidden_layers" : "n_layers", config.layers())
            .other(bert ? "num_attention_heads" : "n_heads", config.heads())
            .other(bert ? "intermediate_size" : "hidden_dim", config.intermediateSize())
            .other(bert ? "hidden_act" : "activation", config.activation().configName())
            .other("initializer_range", RandomWeights.STANDARD_DEVIATION);
    if (bert) {
      builder.other("type_vocab_size", config.typeVocabularySize()).other("layer_norm_eps", 1e-12);
    }
    return builder.build();
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (int id = 0; config.task() == EncoderTask.CLASSIFICATION && id < config.labels(); id++) {
      labels.add("LABEL_" + id);
    }
    return labels;
  }
}
