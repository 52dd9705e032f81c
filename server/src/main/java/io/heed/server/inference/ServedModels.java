package io.heed.server.inference;

import io.heed.engine.MaskFiller;
import io.heed.engine.QuestionAnswerer;
import io.heed.engine.TensorModel;
import io.heed.engine.TextClassifier;
import io.heed.engine.TextEmbedder;
import io.heed.engine.TokenClassifier;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.models.ModelDirectory;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Makes models of folders. Stateless.
 *
 * <p>A folder with {@code tokenizer.json} is a model directory, and its architecture says what it
 * answers: {@code …ForSequenceClassification} labels of texts, {@code …ForTokenClassification}
 * entities, {@code …ForQuestionAnswering} answers, {@code …ForMaskedLM} words; without a known one
 * labels if it has some, else vectors. Any other folder has a {@code model.onnx}, which takes
 * tensors.
 */
public final class ServedModels {
  private ServedModels() {}

  /** Loads a model whose engines nobody measures. */
  public static ServedModel load(Path folder, ServingOptions options) {
    return load(folder, options, engine -> EngineMetrics.NONE);
  }

  /**
   * Loads a model, warm-up included; blocks.
   *
   * @param metrics for its engine of {@code text} and that of {@code tensors}
   * @throws ServerException (UNAVAILABLE) if the folder holds no model that is known here
   * @throws io.heed.models.ModelException if it is a model directory that is not as it must be
   * @throws io.heed.engine.error.EngineException if the engine cannot run it
   */
  public static ServedModel load(
      Path folder, ServingOptions options, Function<String, EngineMetrics> metrics) {
    if (Files.isRegularFile(folder.resolve("tokenizer.json"))) {
      return load(ModelDirectory.open(folder), options, metrics);
    }
    Path file = folder.resolve("model.onnx");
    if (!Files.isRegularFile(file)) {
      throw new ServerException(
          Status.UNAVAILABLE,
          "found neither model.onnx nor a model directory with tokenizer.json, expected one of them");
    }
    RunStatistics runs = new RunStatistics();
    ServedModel model =
        new TensorServedModel(
            options
                .apply(TensorModel.builder(file), false)
                .metrics(new PairedMetrics(runs, metrics.apply("tensors")))
                .build(),
            runs);
    if (!options.warmUp().isZero()) {
      WarmUp.tensors(model);
      runs.reset();
    }
    return model;
  }

  /** Loads a model directory, warm-up included; blocks. */
  public static ServedModel load(
      ModelDirectory directory, ServingOptions options, Function<String, EngineMetrics> metrics) {
    RunStatistics runs = new RunStatistics();
    TextTask<?> task = task(directory, options, new PairedMetrics(runs, metrics.apply("text")));
    try {
      TensorServedModel graph =
          new TensorServedModel(
              options
                  .apply(TensorModel.builder(directory), true)
                  .metrics(new PairedMetrics(runs, metrics.apply("tensors")))
                  .build(),
              runs);
      ServedModel model = served(task, graph, options);
      WarmUp.texts(model, task instanceof AnswerTask, options.warmUp());
      runs.reset();
      return model;
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
      ModelDirectory directory, ServingOptions options, EngineMetrics metrics) {
    List<String> architectures = directory.config().architectures();
    if (isFor(architectures, "TokenClassification")) {
      return new EntityTask(
          options.apply(TokenClassifier.builder(directory)).metrics(metrics).build());
    }
    if (isFor(architectures, "QuestionAnswering")) {
      return new AnswerTask(
          options
              .apply(QuestionAnswerer.builder(directory))
              .topK(AnswerTask.MOST)
              .metrics(metrics)
              .build());
    }
    if (isFor(architectures, "MaskedLM")) {
      return new MaskTask(
          options
              .apply(MaskFiller.builder(directory))
              .topK(MaskTask.MOST)
              .metrics(metrics)
              .build());
    }
    int labels = directory.config().labels().size();
    if (isFor(architectures, "SequenceClassification") || (architectures.isEmpty() && labels > 0)) {
      return new ClassificationTask(
          options
              .apply(TextClassifier.builder(directory))
              .topK(Math.max(1, labels))
              .metrics(metrics)
              .build());
    }
    return new EmbeddingTask(
        options.apply(TextEmbedder.builder(directory)).metrics(metrics).build());
  }

  private static boolean isFor(List<String> architectures, String task) {
    return architectures.stream().anyMatch(name -> name.endsWith("For" + task));
  }
}
