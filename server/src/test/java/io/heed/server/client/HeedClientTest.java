package io.heed.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.server.binary.BinaryServer;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Over the binary protocol, with the bundled model; expected answers are the engine's own. */
class HeedClientTest {
  private static final String OIL = "Oil prices soar to an all-time record";
  private static final String CUP = "Striker scores twice as United win the cup final";

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static BinaryServer server;

  @BeforeAll
  static void open() {
    server = BinaryServer.ofBundled();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static HeedClientBuilder client() {
    return HeedClient.binary("127.0.0.1", server.port()).model(BinaryServer.MODEL);
  }

  @Test
  void classify_oneText_isWhatTheEngineSays() {
    try (HeedClient client = client().build();
        TextClassifier classifier = TextClassifier.bundled()) {
      Classification expected = classifier.classify(OIL);
      Prediction found = client.classify(OIL);
      assertEquals(expected.label(), found.label());
      assertEquals(expected.score(), found.score());
      assertEquals(1, found.scores().size());
    }
  }

  @Test
  void classify_withoutAModel_asksTheOnlyOne() {
    try (HeedClient client = HeedClient.binary("127.0.0.1", server.port()).build()) {
      assertEquals("Business", client.classify(OIL).label());
    }
  }

  @Test
  void classify_topK_givesAsManyBestFirst() {
    try (HeedClient client = client().build()) {
      Prediction found = client.classify(OIL, client.defaults().withTopK(3));
      assertEquals(3, found.scores().size());
      assertEquals("Business", found.scores().get(0).label());
      assertTrue(found.scores().get(0).score() >= found.scores().get(1).score());
    }
  }

  @Test
  void classifyAll_severalTexts_answersInTheirOrder() {
    try (HeedClient client = client().build()) {
      List<Prediction> all = client.classifyAll(List.of(OIL, CUP, OIL));
      assertEquals(
          List.of("Business", "Sports", "Business"), all.stream().map(Prediction::label).toList());
    }
  }

  @Test
  void classifyAsync_manyAtOnce_areAllAnsweredRightly() {
    try (HeedClient client = client().connections(3).build()) {
      List<CompletableFuture<Prediction>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(client.classifyAsync(i % 2 == 0 ? OIL : CUP));
      }
      for (int i = 0; i < 500; i++) {
        assertEquals(i % 2 == 0 ? "Business" : "Sports", answers.get(i).join().label());
      }
    }
  }

  @Test
  void classify_unknownModel_isNotFound() {
    try (HeedClient client = client().model("none").build()) {
      ServerException failure = assertThrows(ServerException.class, () -> client.classify(OIL));
      assertEquals(Status.NOT_FOUND, failure.status());
      assertEquals("model none: found none of that name in the repository", failure.getMessage());
    }
  }
}
