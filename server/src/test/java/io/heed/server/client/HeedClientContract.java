package io.heed.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.batch.Priority;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.binary.BinaryServer;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What clients do over either transport, with the bundled model; expected is what the engine says.
 */
abstract class HeedClientContract {
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

  /** A builder for a port of the server. */
  abstract HeedClientBuilder client(BinaryServer of);

  private HeedClientBuilder client() {
    return client(server).model(BinaryServer.MODEL);
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
    try (HeedClient client = client(server).build()) {
      assertEquals("Business", client.classify(OIL).label());
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
  void classify_versionPriorityAndDeadline_areTaken() {
    try (HeedClient client = client().build()) {
      CallSettings settings =
          client
              .defaults()
              .withVersion(1)
              .withPriority(Priority.HIGH)
              .withDeadline(Duration.ofSeconds(20));
      assertEquals("Business", client.classify(OIL, settings).label());
      ServerException failure =
          assertThrows(ServerException.class, () -> client.classify(OIL, settings.withVersion(9)));
      assertEquals(Status.NOT_FOUND, failure.status());
      assertEquals("model news: found no version 9, expected one of [1]", failure.getMessage());
    }
  }

  @Test
  void classifyAsync_pair_isWhatTheEngineSays() {
    try (HeedClient client = client().build();
        TextClassifier classifier = TextClassifier.bundled()) {
      assertEquals(
          classifier.classify(OIL, CUP).score(),
          client.classifyAsync(OIL, CUP, client.defaults()).join().score());
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

  /** The ids of nothing but [CLS] and [SEP] would do; any known ids make logits for all labels. */
  @Test
  void runAsync_tokenIds_givesLogits() {
    try (HeedClient client = client().build()) {
      Map<String, RawTensor> inputs = new LinkedHashMap<>();
      inputs.put("input_ids", ids(2, 5, 3));
      inputs.put("attention_mask", ids(1, 1, 1));
      Map<String, RawTensor> outputs =
          client.runAsync(inputs, Set.of("logits"), client.defaults()).join();
      assertEquals("{logits=FP32 [1, 4]}", outputs.toString());
    }
  }

  private static RawTensor ids(long... ids) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(ids);
    return RawTensor.of(ElementType.INT64, bytes, 1, ids.length);
  }

  @Test
  void classify_unknownModel_isNotFound() {
    try (HeedClient client = client().model("none").build()) {
      ServerException failure = assertThrows(ServerException.class, () -> client.classify(OIL));
      assertEquals(Status.NOT_FOUND, failure.status());
      assertEquals("model none: found none of that name in the repository", failure.getMessage());
    }
  }

  @Test
  void classify_noTexts_isInvalid() {
    try (HeedClient client = client().build()) {
      ServerException failure =
          assertThrows(ServerException.class, () -> client.classifyAll(List.of()));
      assertEquals(Status.INVALID_ARGUMENT, failure.status());
    }
  }

  @Test
  void classify_nobodyListens_isUnavailable() {
    BinaryServer gone = BinaryServer.ofBundled();
    HeedClientBuilder builder = client(gone);
    gone.close();
    try (HeedClient client = builder.build()) {
      ServerException failure = assertThrows(ServerException.class, () -> client.classify(OIL));
      assertEquals(Status.UNAVAILABLE, failure.status());
    }
  }

  @Test
  void classify_afterClose_isUnavailable() {
    HeedClient client = client().build();
    assertEquals("Business", client.classify(OIL).label());
    client.close();
    client.close();
    ServerException failure = assertThrows(ServerException.class, () -> client.classify(OIL));
    assertEquals(Status.UNAVAILABLE, failure.status());
  }
}
