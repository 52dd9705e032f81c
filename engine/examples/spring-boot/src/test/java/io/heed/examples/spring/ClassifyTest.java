package io.heed.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.jayway.jsonpath.JsonPath;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The application as it starts without any settings. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ClassifyTest {
  private static final String HEADLINE = "Oil prices soar to an all-time record";

  @LocalServerPort private int port;
  private ClassifierClient client;

  @BeforeEach
  void connect() {
    client = new ClassifierClient(port);
  }

  @Test
  void classify_headline_isBusiness() throws Exception {
    HttpResponse<String> response =
        client.classify("{\"text\": \"" + HEADLINE + "\", \"deadlineMillis\": 5000}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(labels(response)).containsExactly("Business");
    List<Double> scores = JsonPath.read(response.body(), "$.answers[0].scores[*].score");
    assertThat(scores).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(scores.stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, offset(1e-5)); // four floats below 1
  }

  @Test
  void classify_texts_areAnsweredInTheirOrder() throws Exception {
    HttpResponse<String> response =
        client.classify(
            "{\"texts\": [\""
                + HEADLINE
                + "\", \"The striker scores twice in the cup final\", \""
                + HEADLINE
                + "\"]}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(labels(response)).containsExactly("Business", "Sports", "Business");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                       | text, texts: neither, expected one of them
          {"text": "a", "texts": ["b"]}            | text, texts: both, expected one of them
          {"text": " "}                            | text: blank, expected at least one word
          {"text": 5}                              | text: expected a string
          {"text": true}                           | text: expected a string
          {"texts": []}                            | texts: 0 texts, expected 1 to 128
          {"texts": "a"}                           | texts: expected an array of strings
          {"texts": ["a", null]}                   | texts[1]: null, expected at least one word
          {"texts": ["a", 5]}                      | texts[1]: expected a string
          {"text": "a", "deadlineMillis": 0}       | deadlineMillis: 0, expected 1 to 5000
          {"text": "a", "deadlineMillis": 5001}    | deadlineMillis: 5001, expected 1 to 5000
          {"text": "a", "deadlineMillis": 1.5}     | deadlineMillis: expected a whole number
          {"text": "a", "deadlineMillis": "5"}     | deadlineMillis: expected a whole number
          {"text": "a", "deadline": 5}             | deadline: no such field, expected text, texts or deadlineMillis
          []                                       | body: expected a JSON object with text, texts or deadlineMillis
          null                                     | body: expected a JSON object with text, texts or deadlineMillis
          {"text": "a                              | body: expected a JSON object with text, texts or deadlineMillis
          """)
  void classify_badInput_isAProblemThatNamesTheField(String json, String detail) throws Exception {
    HttpResponse<String> response = client.classify(json);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat((String) JsonPath.read(response.body(), "$.detail")).isEqualTo(detail);
    assertThat((String) JsonPath.read(response.body(), "$.kind")).isEqualTo("INVALID_INPUT");
  }

  @Test
  void classify_hugeBody_isRefused() throws Exception {
    HttpResponse<String> response =
        client.classify("{\"text\": \"" + "word ".repeat(300_000) + "\"}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat((String) JsonPath.read(response.body(), "$.detail")).startsWith("body: ");
  }

  @Test
  void health_idle_isUp() throws Exception {
    HttpResponse<String> health = client.get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat((String) JsonPath.read(health.body(), "$.status")).isEqualTo("UP");
    HttpResponse<String> readiness = client.get("/actuator/health/readiness");
    assertThat(readiness.statusCode()).isEqualTo(200);
    assertThat((String) JsonPath.read(readiness.body(), "$.components.classifier.status"))
        .isEqualTo("UP");
  }

  @Test
  void prometheus_afterARequest_countsIt() throws Exception {
    client.classify("{\"text\": \"" + HEADLINE + "\"}");
    HttpResponse<String> metrics = client.get("/actuator/prometheus");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .containsPattern("heed_requests_total\\{model=\"ag-news\",outcome=\"ok\"} [1-9][0-9]*\\.0")
        .contains("heed_run_seconds_bucket{", "heed_queue_seconds_bucket{", "heed_load_requests{");
  }

  private static List<String> labels(HttpResponse<String> response) {
    return JsonPath.read(response.body(), "$.answers[*].label");
  }
}
