package io.heed.converter.synthesize;

/** What Hugging Face calls the parts of an encoder. Immutable. */
enum EncoderFamily {
  BERT(
      "bert",
      "Bert",
      "bert.encoder.layer.",
      "attention.self.query",
      "attention.self.key",
      "attention.self.value",
      "attention.output.dense",
      "attention.output.LayerNorm",
      "intermediate.dense",
      "output.dense",
      "output.LayerNorm",
      "bert.pooler.dense"),
  DISTILBERT(
      "distilbert",
      "DistilBert",
      "distilbert.transformer.layer.",
      "attention.q_lin",
      "attention.k_lin",
      "attention.v_lin",
      "attention.out_lin",
      "sa_layer_norm",
      "ffn.lin1",
      "ffn.lin2",
      "output_layer_norm",
      "pre_classifier");

  /** The last layer of the classification head, in both. */
  static final String CLASSIFIER = "classifier";

  final String modelType;
  final String className;
  final String layerPrefix;
  final String query;
  final String key;
  final String value;
  final String attentionOutput;
  final String attentionNorm;
  final String intermediate;
  final String output;
  final String outputNorm;
  final String pooler;

  EncoderFamily(
      String modelType,
      String className,
      String layerPrefix,
      String query,
      String key,
      String value,
      String attentionOutput,
      String attentionNorm,
      String intermediate,
      String output,
      String outputNorm,
      String pooler) {
    this.modelType = modelType;
    this.className = className;
    this.layerPrefix = layerPrefix;
    this.query = query;
    this.key = key;
    this.value = value;
    this.attentionOutput = attentionOutput;
    this.attentionNorm = attentionNorm;
    this.intermediate = intermediate;
    this.output = output;
    this.outputNorm = outputNorm;
    this.pooler = pooler;
  }

  /** A part of the embeddings, such as {@code LayerNorm}. */
  String embeddings(String part) {
    return modelType + ".embeddings." + part;
  }

  /** The name of the class of a task, as {@code architectures} has it. */
  String architecture(EncoderTask task) {
    return className + (task == EncoderTask.ENCODER ? "Model" : "ForSequenceClassification");
  }
}
