package io.heed.engine;

import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.TensorDescription;
import io.heed.engine.token.TokenizerJson;
import io.heed.models.HeedMetadata;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.util.Collections;
import java.util.List;

/** Gathers a {@link ModelDescription} when it is asked for. Immutable. */
record ModelDescriber(
    ModelDirectory directory,
    Variant variant,
    List<TensorDescription> inputs,
    List<TensorDescription> outputs,
    OnnxSummary summary,
    int maxTokens) {

  ModelDescription describe() {
    return new ModelDescription(
        directory.name(),
        variant,
        directory.variants(),
        directory.config().architectures(),
        directory.config().problemType(),
        directory.config().labels(),
        inputs,
        outputs,
        summary.opsets(),
        summary.parameterCount(),
        TokenizerJson.vocabularySize(directory.read("tokenizer.json")),
        maxTokens,
        directory.metadata().map(HeedMetadata::accuracy).orElseGet(Collections::emptySortedMap));
  }
}
