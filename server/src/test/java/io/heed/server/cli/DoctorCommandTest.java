package io.heed.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  @Test
  void doctor_withoutOptions_endsWithAVerdictForEachKindOfDevice() {
    CliRun run = CliRun.of("doctor");
    assertEquals(0, run.status(), run.err());
    List<String> lines = run.outLines();
    List<String> verdicts = lines.subList(lines.size() - 3, lines.size());
    assertEquals("cpu: ready", verdicts.get(0));
    assertTrue(verdicts.get(1).startsWith("cuda:0: "), run.out());
    assertTrue(verdicts.get(2).startsWith("tensorrt:0: "), run.out());
    assertTrue(lines.get(0).contains(System.getProperty("java.version")), run.out());
  }

  @Test
  void doctor_deviceThatIsNotHere_failsAndSaysWhatToDo() {
    assumeFalse(Files.exists(DRIVER), "a driver is here");
    CliRun run = CliRun.of("doctor", "--device", "cuda:1");
    assertEquals(1, run.status());
    String verdict = run.outLines().get(run.outLines().size() - 1);
    assertTrue(verdict.startsWith("cuda:1: not usable: "), run.out());
    assertTrue(verdict.contains(". To do: "), run.out());
  }

  @Test
  void doctor_withAModel_opensEachVariant(@TempDir Path temp) {
    CliRun run = CliRun.of("doctor", "--device", "cpu", "--model", WordModel.in(temp).toString());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("model.onnx on cpu: opens"), run.out());
    assertTrue(run.out().contains("model_int8.onnx on cpu: opens"), run.out());
  }

  @Test
  void doctor_asJson_hasTheSameFacts() {
    CliRun run = CliRun.of("doctor", "--format", "json");
    assertEquals(0, run.status(), run.err());
    JsonNode json = new JsonMapper().readTree(run.out());
    assertTrue(json.get("healthy").booleanValue());
    assertEquals(
        List.of("cpu", "cuda:0", "tensorrt:0"),
        json.get("verdicts")
            .valueStream()
            .map(verdict -> verdict.get("device").asString())
            .toList());
    assertTrue(json.get("machine").get("processor").get("availableProcessors").intValue() > 0);
    assertTrue(json.get("machine").get("memory").get("heapLimitBytes").longValue() > 0);
    assertEquals(
        Files.exists(DRIVER), json.get("machine").get("nvidia").get("present").booleanValue());
    assertFalse(json.get("runtime").get("version").asString().isEmpty());
    assertTrue(
        json.get("runtime")
            .get("providers")
            .valueStream()
            .anyMatch(provider -> provider.asString().equals("CPU")));
  }
}
