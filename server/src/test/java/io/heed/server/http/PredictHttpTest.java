package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Hugging Face's requests to the bundled model. */
class PredictHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OIL = "\"Oil prices soar to an all-time record\"";
  private static final String CUP = "\"Striker scores twice as United win the cup final\"";

  @TempDir private static Path root;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static HttpFixture fixture;

  private static int port;

  @BeforeAll
  static void open() throws IOException {
    fixture = HttpFixture.of(root);
    port = fixture.open().port();
  }

  @AfterAll
  static void close() throws InterruptedException {
    fixture.close();
  }

  /** As text-embeddings-inference answers. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"text\":%s}", "{\"text\":%s,\"text_pair\":null}"})
  void predict_oneText_isAListOfAllLabelsBestFirst(String input) throws Exception {
    JsonNode answer =
        post("/predict", "{\"inputs\":" + String.format(Locale.ROOT, input, OIL) + "}", 200);
    assertEquals(4, answer.size());
    assertEquals("Business", answer.get(0).get("label").asString());
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += answer.get(i).get("score").asDouble();
      if (i > 0) {
        assertTrue(
            answer.get(i).get("score").asDouble() <= answer.get(i - 1).get("score").asDouble());
      }
    }
    assertEquals(1, sum, 1e-5); // softmax in single precision
  }

  @ParameterizedTest
  @ValueSource(strings = {"[%s,%s]", "[{\"text\":%s},{\"text\":%s}]", "[[%s],[%s]]"})
  void predict_listOfTexts_isAListOfLists(String inputs) throws Exception {
    JsonNode answer =
        post(
            "/predict",
            "{\"inputs\":"
                + String.format(Locale.ROOT, inputs, OIL, CUP)
                + ",\"parameters\":{\"top_k\":1}}",
            200);
    assertEquals(2, answer.size());
    assertEquals(1, answer.get(0).size());
    assertEquals("Business", answer.get(0).get(0).get("label").asString());
    assertEquals("Sports", answer.get(1).get(0).get("label").asString());
  }

  /** As the clients of the Inference API take it, whose first element is the answer. */
  @ParameterizedTest
  @ValueSource(strings = {"/models/ag-news", "/"})
  void model_oneText_isAListOfOneList(String path) throws Exception {
    JsonNode answer =
        post(
            path,
            "{\"inputs\":"
                + OIL
                + ",\"parameters\":{\"function_to_apply\":null,\"top_k\":null},"
                + "\"options\":{\"wait_for_model\":true}}",
            200);
    assertEquals(1, answer.size());
    assertEquals(4, answer.get(0).size());
    assertEquals("Business", answer.get(0).get(0).get("label").asString());
  }

  @Test
  void predict_pairs_areTwoTextsOfOneRequest() throws Exception {
    String request = "{\"inputs\":[{\"text\":\"a\",\"text_pair\":\"b\"},[\"c\",\"d\"]]}";
    assertEquals(2, post("/predict", request, 200).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|400|field \"inputs\": found no text, expected one or more",
        "{\"inputs\":[]}|400|field \"inputs\": found no text, expected one or more",
        "{\"inputs\":7}|400|field \"inputs\": found 7, expected a text, a pair or a list of them",
        "{\"inputs\":[\"a\",null]}|400|field \"inputs\": found null, expected a text, a pair or a"
            + " list of them",
        "{\"inputs\":{\"txt\":\"a\"}}|400|field \"inputs\": found an object with 0 times \"text\","
            + " expected it once",
        "{\"inputs\":[\"a\",[\"b\",\"c\"]]}|400|field \"inputs\": found 1 pairs among 2 inputs,"
            + " expected pairs only or none",
        "{\"inputs\":\"a\",\"parameters\":{\"top_k\":0}}|400|parameter \"top_k\": found 0,"
            + " expected a whole number from 1 on",
        "{\"inputs\":\"a\",\"raw_scores\":true}|501|parameter \"raw_scores\": found true,"
            + " expected false",
        "{\"inputs\":\"a\",\"parameters\":{\"x\":1}}|400|parameter \"x\", expected one of [top_k]"
      })
  void predict_malformedRequest_saysWhy(String request, int status, String message)
      throws Exception {
    assertEquals(message, post("/predict", request, status).get("error").asString());
  }

  @Test
  void model_ofTensors_orNone_isRefused() throws Exception {
    post("/models/none", "{\"inputs\":\"a\"}", 404);
    post("/models/words", "{\"inputs\":\"a\"}", 400);
  }

  @Test
  void metrics_onThePortOfInference_areTold() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                BodyHandlers.ofString());
    assertEquals("up 1\n", response.body());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        response.headers().firstValue("content-type").orElse(""));
  }

  private static JsonNode post(String path, String body, int status) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertEquals(status, response.statusCode(), response.body());
    return JSON.readTree(response.body());
  }
}
