package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.engine.label.Pooling;
import io.heed.models.ModelDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the files of sentence-transformers beside a model say of its embeddings: {@code
 * modules.json} lists the steps, {@code 1_Pooling/config.json} tells how to pool. Immutable; the
 * files are read when asked.
 */
record SentenceTransformer(ModelDirectory directory) {
  private static final String MODULES = "modules.json";
  private static final String POOLING = "1_Pooling";
  private static final Map<String, Pooling> MODES =
      Map.of(
          "pooling_mode_cls_token", Pooling.CLS,
          "pooling_mode_mean_tokens", Pooling.MEAN,
          "pooling_mode_max_tokens", Pooling.MAX);

  /**
   * How to pool; the mean where no file says anything, as sentence-transformers does.
   *
   * @throws EngineException of kind MODEL if that is a way this engine does not have
   */
  Pooling pooling() {
    List<String> unknown =
        modules().stream()
            .map(Module::type)
            .filter(type -> !List.of("Transformer", "Pooling", "Normalize").contains(type))
            .toList();
    if (!unknown.isEmpty()) {
      throw wrong(
          MODULES, "found modules " + unknown + ", expected Transformer, Pooling, Normalize");
    }
    String file =
        modules().stream()
                .filter(module -> module.type().equals("Pooling"))
                .map(Module::path)
                .findFirst()
                .orElse(POOLING)
            + "/config.json";
    return directory.has(file) ? pooling(file) : Pooling.MEAN;
  }

  /** Whether embeddings are scaled to length 1. */
  boolean normalized() {
    return modules().stream().anyMatch(module -> module.type().equals("Normalize"));
  }

  private Pooling pooling(String file) {
    JsonNode config = read(file);
    List<String> chosen = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : config.properties()) {
      if (field.getKey().startsWith("pooling_mode_") && field.getValue().asBoolean(false)) {
        chosen.add(field.getKey());
      }
    }
    Optional<Pooling> pooling =
        chosen.size() == 1 ? Optional.ofNullable(MODES.get(chosen.get(0))) : Optional.empty();
    return pooling.orElseThrow(
        () -> wrong(file, "found " + chosen + ", expected one of " + MODES.keySet()));
  }

  private record Module(String type, String path) {}

  private List<Module> modules() {
    List<Module> modules = new ArrayList<>();
    if (directory.has(MODULES)) {
      for (JsonNode module : read(MODULES)) {
        String type = module.path("type").asString("");
        modules.add(
            new Module(
                type.substring(type.lastIndexOf('.') + 1), module.path("path").asString("")));
      }
    }
    return modules;
  }

  private JsonNode read(String file) {
    try {
      return new JsonMapper().readTree(directory.read(file));
    } catch (JacksonException e) {
      throw wrong(file, "not JSON: " + e.getOriginalMessage());
    }
  }

  private EngineException wrong(String file, String problem) {
    return new EngineException(
        EngineException.Kind.MODEL, directory + ": " + file + ": " + problem);
  }
}
