package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The Open Inference Protocol and Triton's extensions over loopback, by the JDK's client. */
class InferenceHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OIL = "Oil prices soar to an all-time record";
  private static final String TEXT =
      "{\"id\":\"a7\",\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\""
          + OIL
          + "\"]}]}";

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

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void infer_text_isAnsweredWithItsIdAndVersion(HttpClient.Version version) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri("/v2/models/ag-news/infer"))
                  .header("x-request-id", "r" + i)
                  .POST(BodyPublishers.ofString(TEXT))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response.body());
      assertEquals(version, response.version());
      assertEquals("r" + i, response.headers().firstValue("x-request-id").orElse(""));
      JsonNode answer = JSON.readTree(response.body());
      assertEquals("ag-news", answer.get("model_name").asString());
      assertEquals("3", answer.get("model_version").asString());
      assertEquals("a7", answer.get("id").asString());
      JsonNode label = answer.get("outputs").get(0);
      assertEquals("label", label.get("name").asString());
      assertEquals("BYTES", label.get("datatype").asString());
      assertEquals("[1]", label.get("shape").toString());
      assertEquals("[\"Business\"]", label.get("data").toString());
      double score = answer.get("outputs").get(1).get("data").get(0).asDouble();
      assertTrue(score > 0.5 && score <= 1, "score " + score);
    }
  }

  /** Such bodies are read by workers. */
  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void infer_longText_isAnswered(HttpClient.Version version) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri("/v2/models/ag-news/infer"))
                  .POST(BodyPublishers.ofString(TEXT.replace(OIL, (OIL + " ").repeat(20_000))))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response.body());
      assertTrue(response.body().contains("[\"Business\"]"), response.body());
    }
  }

  @Test
  void infer_versionTopKAndOneOutput_givesThose() throws Exception {
    JsonNode answer =
        post(
            "/v2/models/ag-news/versions/3/infer",
            "{\"parameters\":{\"top_k\":2,\"priority\":1,\"timeout\":20000000},"
                + "\"outputs\":[{\"name\":\"score\"}],"
                + "\"inputs\":[{\"data\":[[\"one\"],[\"two\"]],\"datatype\":\"BYTES\","
                + "\"name\":\"text\",\"shape\":[2,1]}]}",
            200);
    assertEquals(1, answer.get("outputs").size());
    assertEquals("[2,2]", answer.get("outputs").get(0).get("shape").toString());
    assertEquals(4, answer.get("outputs").get(0).get("data").size());
  }

  @ParameterizedTest
  @CsvSource({"simple,INT32", "simple_int8,INT8"})
  void infer_tritonsSimple_addsAndSubtracts(String model, String type) throws Exception {
    assumeTriton();
    String request =
        "{\"inputs\":["
            + input("INPUT0", type, 0, 1)
            + ","
            + input("INPUT1", type, 1, 0)
            + "],\"outputs\":[{\"name\":\"OUTPUT1\"},{\"name\":\"OUTPUT0\"}]}";
    JsonNode answer = post("/v2/models/" + model + "/infer", request, 200);
    for (JsonNode output : answer.get("outputs")) {
      int sign = output.get("name").asString().equals("OUTPUT0") ? 1 : -1;
      assertEquals("[1,16]", output.get("shape").toString());
      for (int i = 0; i < 16; i++) {
        assertEquals(i + sign, output.get("data").get(i).asInt());
      }
    }
  }

  @Test
  void infer_tritonsSimpleString_addsNumbersInStrings() throws Exception {
    assumeTriton();
    String request =
        "{\"inputs\":["
            + input("INPUT0", "BYTES", 0, 1)
            + ","
            + input("INPUT1", "BYTES", 1, 0)
            + "]}";
    JsonNode answer = post("/v2/models/simple_string/infer", request, 200);
    assertEquals("\"16\"", answer.get("outputs").get(0).get("data").get(15).toString());
  }

  @Test
  void infer_binaryInputsAndOutputs_areAnsweredInTheirOrder() throws Exception {
    assumeTriton();
    String json =
        "{\"inputs\":[{\"name\":\"INPUT0\",\"datatype\":\"INT32\",\"shape\":[1,16],\"parameters\":"
            + "{\"binary_data_size\":64}},{\"name\":\"INPUT1\",\"datatype\":\"INT32\",\"shape\":"
            + "[1,16],\"parameters\":{\"binary_data_size\":64}}],\"outputs\":[{\"name\":\"OUTPUT0\","
            + "\"parameters\":{\"binary_data\":true}},{\"name\":\"OUTPUT1\",\"parameters\":"
            + "{\"binary_data\":false}}]}";
    ByteBuffer numbers = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 32; i++) {
      numbers.putInt(i < 16 ? i : 1);
    }
    HttpResponse<byte[]> response = binary("/v2/models/simple/infer", json, numbers.array());
    int length =
        Integer.parseInt(
            response.headers().firstValue("inference-header-content-length").orElseThrow());
    assertEquals(
        "application/octet-stream", response.headers().firstValue("content-type").orElse(""));
    JsonNode answer = JSON.readTree(Arrays.copyOf(response.body(), length));
    assertEquals(
        64, answer.get("outputs").get(0).get("parameters").get("binary_data_size").asInt());
    assertEquals(length + 64, response.body().length);
    ByteBuffer sums =
        ByteBuffer.wrap(response.body(), length, 64).slice().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 16; i++) {
      assertEquals(i + 1, sums.getInt(4 * i));
      assertEquals(i - 1, answer.get("outputs").get(1).get("data").get(i).asInt());
    }
  }

  @Test
  void infer_binaryDataOutput_holdsForAllOutputsButThoseThatSayOtherwise() throws Exception {
    byte[] text = OIL.getBytes(StandardCharsets.UTF_8);
    ByteBuffer prefixed =
        ByteBuffer.allocate(4 + text.length).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length);
    prefixed.put(text);
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"text\",\"datatype\":"
            + "\"BYTES\",\"shape\":[1],\"parameters\":{\"binary_data_size\":"
            + prefixed.capacity()
            + "}}],\"outputs\":[{\"name\":\"label\"},{\"name\":\"score\",\"parameters\":"
            + "{\"binary_data\":false}}]}";
    HttpResponse<byte[]> response = binary("/v2/models/ag-news/infer", json, prefixed.array());
    int length =
        Integer.parseInt(
            response.headers().firstValue("inference-header-content-length").orElseThrow());
    JsonNode answer = JSON.readTree(Arrays.copyOf(response.body(), length));
    assertEquals(1, answer.get("outputs").get(1).get("data").size());
    assertEquals("\u0008\0\0\0Business", string(response.body(), length));
  }

  @Test
  void infer_rawBinaryRequest_isTheOnlyInput() throws Exception {
    HttpResponse<byte[]> response =
        client()
            .send(
                HttpRequest.newBuilder(uri("/v2/models/ag-news/infer"))
                    .header("Inference-Header-Content-Length", "0")
                    .POST(BodyPublishers.ofString(OIL))
                    .build(),
                BodyHandlers.ofByteArray());
    assertEquals(200, response.statusCode());
    int length =
        Integer.parseInt(
            response.headers().firstValue("inference-header-content-length").orElseThrow());
    assertEquals("\u0008\0\0\0Business", string(response.body(), length).substring(0, 12));
  }

  @Test
  void infer_twoInputsAsRawBinaryRequest_isRefused() throws Exception {
    assumeTriton();
    HttpResponse<String> response =
        client()
            .send(
                HttpRequest.newBuilder(uri("/v2/models/simple/infer"))
                    .header("Inference-Header-Content-Length", "0")
                    .POST(BodyPublishers.ofByteArray(new byte[64]))
                    .build(),
                BodyHandlers.ofString());
    assertEquals(400, response.statusCode());
    assertEquals(
        "raw binary request: found a model of 2 inputs, expected one",
        JSON.readTree(response.body()).get("error").asString());
  }

  @Test
  void metadata_serverAndModel_areTold() throws Exception {
    JsonNode server = get("/v2", 200);
    assertEquals("1.2.3", server.get("version").asString());
    assertTrue(server.get("extensions").toString().contains("\"binary_tensor_data\""));
    assertTrue(get("/v2/health/live", 200).get("live").asBoolean());
    assertTrue(get("/v2/health/ready", 200).get("ready").asBoolean());
    JsonNode model = get("/v2/models/ag-news", 200);
    assertEquals("[\"3\"]", model.get("versions").toString());
    assertEquals("onnxruntime_onnx", model.get("platform").asString());
    assertEquals(
        "[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[-1]}]",
        model.get("inputs").toString());
    assertTrue(get("/v2/models/ag-news/ready", 200).get("ready").asBoolean());
    assertTrue(get("/v2/models/ag-news/versions/3/ready", 200).get("ready").asBoolean());
    get("/v2/models/ag-news/versions/4/ready", 404);
    get("/v2/models/none", 404);
    get("/v2/models/ag-news/versions/x", 400);
    JsonNode config = get("/v2/models/ag-news/config", 200);
    assertEquals("TYPE_STRING", config.get("input").get(0).get("data_type").asString());
    assertEquals("TYPE_FP32", config.get("output").get(1).get("data_type").asString());
    assertEquals(0, config.get("max_batch_size").asInt());
  }

  @Test
  void healthReady_serverThatIsNot_is400() throws Exception {
    fixture.service.setReady(false);
    try {
      get("/v2/health/ready", 400);
    } finally {
      fixture.service.setReady(true);
    }
  }

  @Test
  void statistics_oneRequestMore_countsIt() throws Exception {
    JsonNode before = get("/v2/models/ag-news/versions/3/stats", 200).get("model_stats").get(0);
    post("/v2/models/ag-news/infer", TEXT, 200);
    post(
        "/v2/models/ag-news/infer",
        "{\"inputs\":[{\"name\":\"other\",\"datatype\":\"INT8\"," + "\"shape\":[1],\"data\":[1]}]}",
        400);
    JsonNode after = get("/v2/models/ag-news/stats", 200).get("model_stats").get(0);
    assertEquals("ag-news", after.get("name").asString());
    assertEquals("3", after.get("version").asString());
    for (String count : new String[] {"inference_count", "execution_count"}) {
      assertEquals(before.get(count).asInt() + 1, after.get(count).asInt(), count);
    }
    for (String count : new String[] {"success", "fail", "queue", "compute_infer"}) {
      assertEquals(
          before.get("inference_stats").get(count).get("count").asInt() + 1,
          after.get("inference_stats").get(count).get("count").asInt(),
          count);
    }
    assertTrue(after.get("last_inference").asLong() > 1_500_000_000_000L);
    assertTrue(after.get("batch_stats").get(0).get("compute_infer").get("ns").asLong() > 0);
    JsonNode all = get("/v2/models/stats", 200).get("model_stats");
    assertTrue(all.size() >= 2, "words, which nobody asked, too: " + all);
    get("/v2/models/none/stats", 404);
  }

  @Test
  void repository_unloadAndLoad_changesTheIndex() throws Exception {
    assertTrue(index("{\"ready\":true}").contains("words 1 READY"));
    post(
        "/v2/repository/models/words/unload", "{\"parameters\":{\"unload_dependents\":true}}", 200);
    assertTrue(index("").contains("words 1 UNAVAILABLE"));
    assertTrue(!index("{\"ready\":true}").contains("words"));
    get("/v2/models/words/ready", 400);
    post("/v2/repository/models/words/load", "{\"parameters\":{\"config\":\"{}\"}}", 501);
    post("/v2/repository/models/words/load", "", 200);
    assertTrue(index("{\"ready\":true}").contains("words 1 READY"));
    post("/v2/repository/models/none/load", "{}", 404);
    post("/v2/repository/models/..%2fwords/load", "{}", 400);
  }

  @Test
  void trace_parentOfTheClient_isLoggedAndEchoed() throws Exception {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    HttpResponse<String> response =
        client()
            .send(
                HttpRequest.newBuilder(uri("/v2/models/ag-news/infer"))
                    .header("traceparent", parent)
                    .POST(BodyPublishers.ofString(TEXT))
                    .build(),
                BodyHandlers.ofString());
    assertEquals(parent, response.headers().firstValue("traceparent").orElse(""));
    assertTrue(fixture.log.stream().anyMatch(entry -> entry.call().trace().equals(parent)));
  }

  private static String index(String body) throws Exception {
    StringJoiner models = new StringJoiner("\n");
    for (JsonNode each : post("/v2/repository/index", body, 200)) {
      models.add(
          each.get("name").asString()
              + " "
              + each.get("version").asString()
              + " "
              + each.get("state").asString());
    }
    return models.toString();
  }

  private static String input(String name, String type, int begin, int step) {
    StringJoiner data = new StringJoiner(",", "[", "]");
    for (int i = 0; i < 16; i++) {
      int value = begin + i * step;
      data.add(type.equals("BYTES") ? "\"" + value + "\"" : "" + value);
    }
    return "{\"name\":\""
        + name
        + "\",\"shape\":[1,16],\"datatype\":\""
        + type
        + "\",\"data\":"
        + data
        + "}";
  }

  private static String string(byte[] bytes, int from) {
    return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
  }

  private static void assumeTriton() {
    Assumptions.assumeTrue(
        Files.isDirectory(HttpFixture.TRITON),
        "skipped: Triton's example models are not beside the checkout");
  }

  private static HttpResponse<byte[]> binary(String path, String json, byte[] data)
      throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    int length = body.size();
    body.writeBytes(data);
    HttpResponse<byte[]> response =
        client()
            .send(
                HttpRequest.newBuilder(uri(path))
                    .header("Content-Type", "application/octet-stream")
                    .header("Inference-Header-Content-Length", Integer.toString(length))
                    .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                    .build(),
                BodyHandlers.ofByteArray());
    assertEquals(200, response.statusCode(), () -> string(response.body(), 0));
    return response;
  }

  private static JsonNode get(String path, int status) throws Exception {
    HttpResponse<String> response =
        client().send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    assertEquals(status, response.statusCode(), response.body());
    return JSON.readTree(response.body());
  }

  private static JsonNode post(String path, String body, int status) throws Exception {
    HttpResponse<String> response =
        client()
            .send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    assertEquals(status, response.statusCode(), response.body());
    if (status >= 400) {
      assertTrue(JSON.readTree(response.body()).get("error").isString());
    }
    return JSON.readTree(response.body().isEmpty() ? "null" : response.body());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
