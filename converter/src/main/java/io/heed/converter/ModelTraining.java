package io.heed.converter;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.heed.converter.corpus.Corpus;
import io.heed.converter.corpus.LabelledText;
import io.heed.converter.corpus.StratifiedSplit;
import io.heed.converter.evaluate.Evaluation;
import io.heed.converter.export.ExportInput;
import io.heed.converter.export.OnnxExporter;
import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import io.heed.converter.train.EncodedTexts;
import io.heed.converter.train.Trainer;
import io.heed.converter.train.TrainingListener;
import io.heed.converter.train.TrainingResult;
import io.heed.converter.vocabulary.TokenizerJson;
import io.heed.converter.vocabulary.Vocabulary;
import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.token.TextTokenizer;
import io.heed.models.ModelDirectory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The converter's main road, from top to bottom: corpus, vocabulary, training, export,
 * verification, evaluation, model directory. Blocks for as long as training takes; confined to one
 * thread. Killed at any point, it leaves the old model directory or none, and a checkpoint.
 */
public final class ModelTraining {
  private static final int PARITY_TEXTS = 1000;

  private final TrainingPlan plan;
  private final WorkFolder work;

  private ModelTraining(TrainingPlan plan, WorkFolder work) {
    this.plan = plan;
    this.work = work;
  }

  /** Trains by the plan and writes the model directory. */
  public static TrainedModel run(TrainingPlan plan, TrainingListener listener) {
    WorkFolder work = WorkFolder.open(plan.workFolder(), plan.resume());
    TrainedModel model = new ModelTraining(plan, work).run(listener);
    work.delete();
    return model;
  }

  private TrainedModel run(TrainingListener listener) {
    Corpus corpus = Corpus.read(plan.data(), plan.corpus());
    Optional<Corpus> test = plan.testData().map(file -> Corpus.read(file, plan.corpus()));
    StratifiedSplit split =
        StratifiedSplit.split(corpus.texts(), plan.validationFraction(), plan.options().seed());

    Vocabulary vocabulary =
        Vocabulary.builder(plan.standardizer(), plan.network().vocabularySize())
            .addAll(split.rest().stream().map(LabelledText::text).toList())
            .build();
    NetworkConfig network = plan.network().withSizes(vocabulary.size(), corpus.labels().size());
    byte[] tokenizerJson =
        TokenizerJson.write(vocabulary, plan.standardizer(), network.maxLength());
    EncodedTexts training = encode(split.rest(), tokenizerJson);
    EncodedTexts validation = encode(split.setAside(), tokenizerJson);

    TrainingResult result =
        Trainer.create(network, plan.options(), training, validation, work.checkpoint())
            .run(listener);

    byte[] onnx = export(network, result);
    EncodedTexts probe = test.map(found -> encode(found.texts(), tokenizerJson)).orElse(validation);
    ExportParity parity =
        ExportParity.measure(
            result.predictor(),
            onnx,
            network.labels(),
            Arrays.copyOf(probe.ids(), Math.min(PARITY_TEXTS, probe.size())));
    parity.require();

    TrainedModelWriter writer =
        new TrainedModelWriter(plan, corpus.labels(), network, tokenizerJson, onnx);
    ModelDirectory staged = writer.writeStaged(work.staged());
    Evaluation validated = evaluate(staged, split.setAside());
    Optional<Evaluation> tested = test.map(found -> evaluate(staged, found.texts()));
    TrainingRecord record =
        new TrainingRecord(
            plan,
            network,
            corpus.badRows(),
            split.rest().size(),
            split.setAside().size(),
            result,
            parity,
            validated,
            tested);
    return new TrainedModel(writer.write(record), record);
  }

  /** Tokenises as serving does; a text without a token is one unknown token. */
  private static EncodedTexts encode(List<LabelledText> texts, byte[] tokenizerJson) {
    int[][] ids = new int[texts.size()][];
    int[] labels = new int[texts.size()];
    try (TextTokenizer tokenizer = TextTokenizer.open(tokenizerJson, Integer.MAX_VALUE)) {
      for (int row = 0; row < ids.length; row++) {
        long[] tokens = tokenizer.encode(texts.get(row).text()).ids();
        ids[row] =
            tokens.length == 0
                ? new int[] {Vocabulary.UNKNOWN_ID}
                : Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray();
        labels[row] = texts.get(row).labelId();
      }
    }
    return new EncodedTexts(ids, labels);
  }

  private byte[] export(NetworkConfig network, TrainingResult result) {
    OnnxExporter exporter =
        OnnxExporter.create()
            .description("Text classifier trained by Heed, preset " + plan.preset());
    if (network.pooling() == Pooling.PADDED_AVERAGE) {
      exporter.fixedSequenceLength(network.maxLength());
    }
    ModelProto model =
        exporter.export(
            result.predictor().network().graph(),
            List.of(
                ExportInput.int64(ClassifierNetwork.INPUT_IDS, "batch", "sequence"),
                ExportInput.int64(ClassifierNetwork.ATTENTION_MASK, "batch", "sequence")),
            List.of(ClassifierNetwork.LOGITS));
    return model.toByteArray();
  }

  private static Evaluation evaluate(ModelDirectory directory, List<LabelledText> texts) {
    try (TextClassifier classifier = TextClassifier.load(directory)) {
      return Evaluation.run(
          inputs -> classifier.classifyAll(inputs).stream().map(Classification::label).toList(),
          classifier.labels(),
          texts,
          answered -> {});
    }
  }
}
