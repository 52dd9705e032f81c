package io.heed.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.heed.engine.TextClassifier;
import io.heed.engine.error.EngineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Has one request answered before the one that it watches: Tomcat counts a request as done a moment
 * before its last bytes are written, and the code in between takes long when it is loaded only
 * then.
 */
class GracefulShutdownTest {
  private static final String REQUEST = "{\"text\": \"Oil prices soar to an all-time record\"}";

  @Configuration(proxyBeanMethods = false)
  static class Holding {
    @Bean
    @Primary
    HoldingMetrics holdingMetrics() {
      return new HoldingMetrics();
    }
  }

  @Test
  void close_requestInFlight_isAnsweredBeforeTheClassifierCloses() throws Exception {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(ClassifierApplication.class, Holding.class)
            .run("--server.port=0");
    int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    TextClassifier classifier = context.getBean(TextClassifier.class);
    HoldingMetrics engine = context.getBean(HoldingMetrics.class);

    ClassifierClient client = new ClassifierClient(port);
    client.classify(REQUEST);

    engine.hold();
    CompletableFuture<HttpResponse<String>> inFlight = client.classifyAsync(REQUEST);
    engine.awaitHeld();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
    await().until(() -> !accepts(port));
    assertThat(closing).isNotDone();
    assertThat(inFlight).isNotDone();

    engine.release();
    assertThat(inFlight.join().statusCode()).isEqualTo(200);
    assertThat((String) JsonPath.read(inFlight.join().body(), "$.answers[0].label"))
        .isEqualTo("Business");

    closing.join();
    EngineException refused =
        catchThrowableOfType(EngineException.class, () -> classifier.classify("Anybody there?"));
    assertThat(refused.kind()).isEqualTo(EngineException.Kind.CLOSED);
    Health health = new ClassifierHealthIndicator(classifier).health();
    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getDetails()).containsEntry("kind", "CLOSED");
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
