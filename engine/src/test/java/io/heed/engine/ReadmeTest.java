package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.Priority;
import io.heed.engine.label.Answer;
import io.heed.engine.label.Entity;
import io.heed.engine.label.WindowAggregation;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.testing.TinyOnnx;
import io.heed.models.ModelDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of code of the README, run. */
class ReadmeTest {
  @Test
  void textClassifier() {
    Path dir = HfFixture.BERT.directory();
    List<String> texts = List.of("Oil prices soar", "Striker scores twice");
    try (TextClassifier classifier = TextClassifier.load(dir)) {
      Classification one = classifier.classify("Oil prices soar to an all-time record");
      Classification pair = classifier.classify("Who won?", "The home side won the cup.");
      CompletableFuture<Classification> later = classifier.classifyAsync(texts.get(0));
      List<Classification> all = classifier.classifyAll(texts);
      assertEquals(4, one.scores().size());
      assertEquals(4, pair.scores().size());
      assertEquals(all.get(0), later.join());
    }
    try (TextClassifier classifier =
        TextClassifier.builder(ModelDirectory.open(dir))
            .topK(3)
            .maxTokens(128)
            .longTexts(LongTexts.windows(32, WindowAggregation.MAX))
            .build()) {
      RequestOptions urgent =
          RequestOptions.DEFAULT.withPriority(Priority.HIGH).withDeadline(Duration.ofSeconds(50));
      assertEquals(3, classifier.classify(texts.get(0), urgent).scores().size());
    }
  }

  @Test
  void tokenClassifier() {
    Path dir = TaskFixtures.NER.directory();
    String text = "John Miller flew from Berlin to New York on Monday.";
    try (TokenClassifier classifier = TokenClassifier.load(dir)) {
      List<Entity> entities = classifier.classify(text).entities();
      assertEquals("John Miller", entities.get(0).text());
    }
  }

  @Test
  void questionAnswerer() {
    Path dir = TaskFixtures.QA.directory();
    String context = "The bank is led by Maria Lopez, a former minister of finance.";
    try (QuestionAnswerer answerer = QuestionAnswerer.load(dir)) {
      Optional<Answer> best = answerer.answer("Who leads the bank?", context).best();
      assertEquals("Maria Lopez", best.orElseThrow().text());
    }
  }

  @Test
  void maskFiller() {
    Path dir = TaskFixtures.FILL_MASK.directory();
    try (MaskFiller filler = MaskFiller.load(dir)) {
      List<MaskCandidate> words = filler.fill("Oil prices [MASK] on Monday.").masks().get(0);
      assertEquals("women", words.get(0).token());
    }
  }

  /** A model of entities, as its logits pass for hidden states. */
  @Test
  void textEmbedder() {
    Path dir = TaskFixtures.NER.directory();
    try (TextEmbedder embedder = TextEmbedder.load(dir)) {
      double alike = embedder.embed("a cat").cosine(embedder.embed("a kitten"));
      assertTrue(alike >= -1 && alike <= 1, () -> "" + alike);
    }
  }

  /** On a graph like Triton's example {@code simple}. */
  @Test
  void tensorModel(@TempDir Path folder) throws IOException {
    TinyOnnx graph = new TinyOnnx().input("INPUT0", TinyOnnx.INT32, "n", "16");
    graph.input("INPUT1", TinyOnnx.INT32, "n", "16").output("OUTPUT0", TinyOnnx.INT32, "n", "16");
    graph.node("Add", "OUTPUT0", "INPUT0", "INPUT1");
    Path file = Files.write(folder.resolve("model.onnx"), graph.bytes());
    try (TensorModel model = TensorModel.load(file)) {
      ByteBuffer ones = ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN);
      IntStream.range(0, 16).forEach(i -> ones.putInt(4 * i, 1));
      RawTensor x = RawTensor.of(ElementType.INT32, ones, 1, 16);
      TensorOutputs outputs = model.run(Map.of("INPUT0", x, "INPUT1", x));
      int two = outputs.get("OUTPUT0").bytes().getInt(0);
      assertEquals(2, two);
    }
  }
}
