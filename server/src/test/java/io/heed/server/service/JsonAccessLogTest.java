package io.heed.server.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.StageTimes;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceRequest;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonAccessLogTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final InferenceCall CALL =
      new InferenceCall("grpc", "ag\"news", null, "a\n7", TRACE, InferenceRequest.of(Map.of()));

  private final StringWriter out = new StringWriter();

  @Test
  void ended_answer_isALineOfItsTimes() {
    try (JsonAccessLog log = JsonAccessLog.to(out, 1)) {
      log.ended(new AccessLog.Entry(CALL, 3, 2, null, 1_234_999, new StageTimes(1000, 2000, 3000)));
    }
    List<String> lines = out.toString().lines().toList();
    assertEquals(1, lines.size());
    JsonNode line = new JsonMapper().readTree(lines.get(0));
    assertEquals("ag\"news", line.get("model").asString());
    assertEquals("a\n7", line.get("id").asString());
    assertEquals(TRACE, line.get("trace").asString());
    assertEquals("OK", line.get("status").asString());
    assertEquals(3, line.get("version").asInt());
    assertEquals(1234, line.get("total_us").asInt());
    assertEquals(1, line.get("tokenize_us").asInt());
    assertEquals(2, line.get("queue_us").asInt());
    assertEquals(3, line.get("run_us").asInt());
  }

  @Test
  void ended_sampledOut_failuresRemain() {
    try (JsonAccessLog log = JsonAccessLog.to(out, 0)) {
      for (int i = 0; i < 100; i++) {
        log.ended(new AccessLog.Entry(CALL, 3, 2, null, 1, StageTimes.NONE));
      }
      log.ended(
          new AccessLog.Entry(
              CALL, 0, 0, new ServerException(Status.NOT_FOUND, "found none"), 1, StageTimes.NONE));
    }
    assertEquals(1, out.toString().lines().count());
    assertTrue(out.toString().contains("\"status\":\"NOT_FOUND\""), out.toString());
    assertTrue(out.toString().contains("\"error\":\"found none\""), out.toString());
    assertFalse(out.toString().contains("version"), out.toString());
  }

  @Test
  void ended_halfTheAnswers_areInItByChance() {
    try (JsonAccessLog log = JsonAccessLog.to(out, 0.5)) {
      for (int i = 0; i < 4000; i++) {
        log.ended(new AccessLog.Entry(CALL, 3, 2, null, 1, StageTimes.NONE));
      }
    }
    long lines = out.toString().lines().count();
    assertTrue(lines > 1800 && lines < 2200, lines + " lines; 2000 +- 6 standard deviations");
  }

  @Test
  void to_shareBeyondOne_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> JsonAccessLog.to(out, 1.5));
    assertThrows(IllegalArgumentException.class, () -> JsonAccessLog.to(out, Double.NaN));
  }
}
