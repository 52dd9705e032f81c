package io.heed.server.inference;

import io.heed.engine.TensorModel;
import io.heed.engine.TensorModelBuilder;
import io.heed.engine.TextClassifier;
import io.heed.engine.TextClassifierBuilder;
import io.heed.engine.TextEmbedder;
import io.heed.engine.TextEmbedderBuilder;
import io.heed.models.ModelDirectory;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes models of folders. Stateless.
 *
 * <p>A folder with {@code tokenizer.json} is a model directory: a classifier if its architecture is
 * named so, or it has none but labels; else an embedder. Any other one has a {@code model.onnx},
 * which takes tensors.
 */
public final class ServedModels {
  private ServedModels() {}

  /**
   * Loads a model.
   *
   * @throws ServerException (UNAVAILABLE) if the folder holds no model that is known here
   * @throws io.heed.models.ModelException if it is a model directory that is not as it must be
   * @throws io.heed.engine.error.EngineException if the engine cannot run it
   */
  public static ServedModel load(Path folder, ServingOptions options) {
    if (Files.isRegularFile(folder.resolve("tokenizer.json"))) {
      return load(ModelDirectory.open(folder), options);
    }
    Path file = folder.resolve("model.onnx");
    if (!Files.isRegularFile(file)) {
      throw new ServerException(
          Status.UNAVAILABLE,
          "found neither model.onnx nor a model directory with tokenizer.json, expected one of them");
    }
    RunStatistics runs = new RunStatistics();
    return new TensorServedModel(
        TensorModel.builder(file).device(options.device()).metrics(runs).build(), runs);
  }

  /** Loads a model directory. */
  public static ServedModel load(ModelDirectory directory, ServingOptions options) {
    RunStatistics runs = new RunStatistics();
    TextTask<?> task = task(directory, options, runs);
    try {
      return served(task, graph(directory, options, runs), options);
    } catch (RuntimeException e) {
      task.close();
      throw e;
    }
  }

  private static <A> ServedModel served(
      TextTask<A> task, TensorServedModel graph, ServingOptions options) {
    return new TextServedModel<>(task, graph, options.maxTexts());
  }

  private static TextTask<?> task(
      ModelDirectory directory, ServingOptions options, RunStatistics runs) {
    if (isClassifier(directory)) {
      TextClassifierBuilder builder =
          TextClassifier.builder(directory)
              .device(options.device())
              .metrics(runs)
              .topK(Math.max(1, directory.config().labels().size()));
      options.variant().ifPresent(builder::variant);
      return new ClassificationTask(builder.build());
    }
    TextEmbedderBuilder builder =
        TextEmbedder.builder(directory).device(options.device()).metrics(runs);
    options.variant().ifPresent(builder::variant);
    return new EmbeddingTask(builder.build());
  }

  private static boolean isClassifier(ModelDirectory directory) {
    List<String> architectures = directory.config().architectures();
    return architectures.isEmpty()
        ? !directory.config().labels().isEmpty()
        : architectures.stream().anyMatch(name -> name.endsWith("ForSequenceClassification"));
  }

  private static TensorServedModel graph(
      ModelDirectory directory, ServingOptions options, RunStatistics runs) {
    TensorModelBuilder builder =
        TensorModel.builder(directory).device(options.device()).metrics(runs);
    options.variant().ifPresent(builder::variant);
    return new TensorServedModel(builder.build(), runs);
  }
}
