package io.heed.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** One lane, which the tests hold, and room for two texts. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"heed.lanes=1", "heed.max-requests=2", "heed.max-texts=2"})
class BusyClassifierTest {
  private static final String REQUEST = "{\"text\": \"Oil prices soar to an all-time record\"}";
  private static final String TWO_TEXTS = "{\"texts\": [\"Oil prices soar\", \"They scored\"]}";
  private static final long DEADLINE_NANOS = 1_000_000;

  @LocalServerPort private int port;
  @Autowired private HoldingMetrics engine;
  private ClassifierClient client;

  @TestConfiguration
  static class Holding {
    @Bean
    @Primary
    HoldingMetrics holdingMetrics() {
      return new HoldingMetrics();
    }
  }

  @BeforeEach
  void holdTheLane() {
    client = new ClassifierClient(port);
    engine.hold();
  }

  @AfterEach
  void letItGo() {
    engine.release();
    await().until(() -> engine.requests() == 0);
  }

  @Test
  void classify_overloaded_isRefusedAndAskedToRetry() throws Exception {
    CompletableFuture<HttpResponse<String>> running = client.classifyAsync(REQUEST);
    engine.awaitHeld();
    CompletableFuture<HttpResponse<String>> waiting = client.classifyAsync(REQUEST);
    await().until(() -> engine.requests() == 2);

    HttpResponse<String> refused = client.classify(REQUEST);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat((String) JsonPath.read(refused.body(), "$.kind")).isEqualTo("OVERLOADED");

    HttpResponse<String> readiness = client.get("/actuator/health/readiness");
    assertThat(readiness.statusCode()).isEqualTo(200);
    assertThat((String) JsonPath.read(readiness.body(), "$.components.classifier.details.kind"))
        .isEqualTo("OVERLOADED");

    engine.release();
    assertThat(running.join().statusCode()).isEqualTo(200);
    assertThat(waiting.join().statusCode()).isEqualTo(200);
  }

  @Test
  void classify_noRoomForAllTexts_givesBackTheRoomOfTheFirst() throws Exception {
    CompletableFuture<HttpResponse<String>> running = client.classifyAsync(REQUEST);
    engine.awaitHeld();
    assertThat(client.classify(TWO_TEXTS).statusCode()).isEqualTo(503);
    engine.release();
    assertThat(running.join().statusCode()).isEqualTo(200);
    await().until(() -> engine.requests() == 0);
    assertThat(client.classify(TWO_TEXTS).statusCode()).isEqualTo(200);
  }

  @Test
  void classify_waitsLongerThanItsDeadline_isLate() throws Exception {
    CompletableFuture<HttpResponse<String>> running = client.classifyAsync(REQUEST);
    engine.awaitHeld();
    CompletableFuture<HttpResponse<String>> late =
        client.classifyAsync("{\"text\": \"Oil prices soar\", \"deadlineMillis\": 1}");
    await().until(() -> engine.requests() == 2 || late.isDone());
    long seen = System.nanoTime();
    await().until(() -> System.nanoTime() - seen > DEADLINE_NANOS);

    engine.release();
    assertThat(running.join().statusCode()).isEqualTo(200);
    assertThat(late.join().statusCode()).isEqualTo(504);
    assertThat((String) JsonPath.read(late.join().body(), "$.kind")).isEqualTo("DEADLINE_EXCEEDED");
  }

  @Test
  void health_laneDoesNotComeBack_isDown() throws Exception {
    CompletableFuture<HttpResponse<String>> running = client.classifyAsync(REQUEST);
    engine.awaitHeld();
    HttpResponse<String> readiness = client.get("/actuator/health/readiness");
    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat((String) JsonPath.read(readiness.body(), "$.components.classifier.details.kind"))
        .isEqualTo("DEADLINE_EXCEEDED");
    engine.release();
    assertThat(running.join().statusCode()).isEqualTo(200);
  }
}
