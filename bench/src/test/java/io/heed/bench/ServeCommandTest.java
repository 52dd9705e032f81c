package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command itself, with a small model and as little as it can do; measures nothing. */
class ServeCommandTest {
  private static final Set<String> CONTESTANTS =
      Set.of("in process", "service", "binary", "gRPC", "HTTP");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void ownContestants_oneRound_eachHasATurnOfEachKindWithItsWholeHistogram() throws Exception {
    Path file = folder.resolve("serve.json");
    assertEquals(
        0,
        run(
            "--rounds",
            "1",
            "--rates",
            "200",
            "--seconds",
            "0.3",
            "--busy-seconds",
            "1",
            "--warm-up",
            "0.2",
            "--in-flight",
            "4",
            "-o",
            file.toString()),
        err.toString());
    JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
    assertEquals("serve", root.path("kind").asString());
    Set<String> timed = new HashSet<>(CONTESTANTS);
    timed.addAll(Set.of("nothing", "echo"));
    assertEquals(timed, names(root.path("latencies"), "contestant"));
    assertEquals(CONTESTANTS, names(root.path("saturation"), "contestant"));
    for (JsonNode turn : root.path("latencies")) {
      long ok = turn.at("/outcomes/ok").asLong();
      assertEquals(turn.path("sent").asLong(), ok, turn.toString());
      byte[] bytes = Base64.getDecoder().decode(turn.at("/latencies/histogram").asString());
      Histogram histogram = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
      assertEquals(ok, histogram.getTotalCount());
    }
    for (JsonNode turn : root.path("saturation")) {
      assertTrue(turn.path("textsPerSecond").asDouble() > 0, turn.toString());
    }
    assertTrue(root.path("ramps").isEmpty());
    assertTrue(Files.readString(folder.resolve("serve.md")).contains("| gRPC"));
    assertFalse(Files.exists(folder.resolve("serve.svg")));
  }

  @Test
  void overload_oneRound_isRefusedAndNothingFails() throws Exception {
    Path file = folder.resolve("overload.json");
    assertEquals(
        0,
        run(
            "--parts",
            "overload",
            "--contestants",
            "binary,HTTP",
            "--rounds",
            "1",
            "--seconds",
            "0.3",
            "--busy-seconds",
            "1",
            "--warm-up",
            "0.2",
            "-o",
            file.toString()),
        err.toString());
    JsonNode turns = JsonMapper.shared().readTree(Files.readString(file)).path("overloads");
    assertEquals(Set.of("binary", "HTTP"), names(turns, "contestant"));
    for (JsonNode turn : turns) {
      long ok = turn.at("/outcomes/ok").asLong();
      long refused = turn.at("/outcomes/refused").asLong();
      assertEquals(turn.path("sent").asLong(), ok + refused, turn.toString());
      assertEquals(refused, turn.at("/refusals/count").asLong());
    }
  }

  @Test
  void services_ofHeedAlone_runInAProcessAndClimbUntilBothAreLeftBehind() throws Exception {
    Path file = folder.resolve("peers.json");
    assertEquals(
        0,
        run(
            "--parts",
            "peers",
            "--python",
            "no-such-python",
            "--ramp-rounds",
            "1",
            "--ramp-seconds",
            "1",
            "--warm-up",
            "0.2",
            "--in-flight",
            "4",
            "--bounds",
            "10,1000",
            "-o",
            file.toString()),
        err.toString());
    JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
    assertEquals(Set.of("Heed HTTP"), names(root.path("ramps"), "service"));
    JsonNode ramp = root.at("/ramps/0");
    List<Double> rates = new ArrayList<>();
    ramp.path("steps").forEach(step -> rates.add(step.path("ratePerSecond").asDouble()));
    assertEquals(rates.stream().sorted().toList(), rates);
    double narrow = ramp.path("highestRateByP99Millis").path("10.0").asDouble();
    assertTrue(ramp.path("highestRateByP99Millis").path("1000.0").asDouble() >= narrow);
    assertTrue(root.at("/notRun/Python").asString().contains("no-such-python"));
    assertTrue(root.at("/notRun/Node").asString().contains("--node"));
    assertTrue(Files.readString(folder.resolve("peers.svg")).startsWith("<svg"));
  }

  @Test
  void contestant_thatThereIsNot_isAUsageError() {
    assertEquals(2, run("--contestants", "SOAP", "--warm-up", "0.1"));
    assertTrue(
        err.toString().contains("SOAP") && err.toString().contains("binary"), err.toString());
  }

  @Test
  void bound_ofZero_isAUsageError() {
    assertEquals(2, run("--bounds", "0"));
    assertTrue(err.toString().contains("--bounds"), err.toString());
  }

  private static Set<String> names(JsonNode rows, String field) {
    Set<String> names = new HashSet<>();
    rows.forEach(row -> names.add(row.path(field).asString()));
    return names;
  }

  private int run(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "serve",
                "--model",
                TinyModel.DIRECTORY.toAbsolutePath().toString(),
                "--work",
                folder.resolve("work").toString()));
    all.addAll(List.of(arguments));
    return BenchCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
