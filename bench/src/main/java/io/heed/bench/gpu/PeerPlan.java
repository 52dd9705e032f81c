package io.heed.bench.gpu;

import io.heed.converter.synthesize.EncoderConfig;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the PyTorch script is told: shape of the encoder, batches, lengths, seconds. Stateless. */
final class PeerPlan {
  private PeerPlan() {}

  /** A JSON object, for one model in half precision. */
  static String json(GpuSettings settings, ModelShape shape) {
    EncoderConfig config = shape.config();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", shape.toString());
    model.put("layers", config.layers());
    model.put("hidden_size", config.hiddenSize());
    model.put("heads", config.heads());
    model.put("intermediate_size", config.intermediateSize());
    model.put("vocabulary_size", config.vocabularySize());
    model.put("max_positions", config.maxPositions());
    model.put("labels", ModelShape.LABELS);
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("version", 1);
    plan.put(
        "device", settings.device().isAccelerator() ? "cuda:" + settings.device().index() : "cpu");
    plan.put("precision", "fp16");
    plan.put("threads", settings.threads());
    plan.put("seconds", settings.secondsPerCell());
    plan.put("model", model);
    plan.put("batches", keyFirst(settings.batches()));
    plan.put("lengths", settings.lengths());
    plan.put("mixed_batches", GpuPlan.mixedBatches(settings));
    plan.put("mixed_lengths", settings.mixed());
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(plan);
  }

  /** The batches of the key cells first: the script may be cut off. */
  private static List<Integer> keyFirst(List<Integer> batches) {
    return batches.stream()
        .sorted(Comparator.comparing((Integer batch) -> batch != 1 && batch != 32 && batch != 128))
        .toList();
  }
}
