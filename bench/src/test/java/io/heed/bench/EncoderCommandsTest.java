package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands throughput and load, as short as they can be; nothing is said of the times. */
class EncoderCommandsTest {
  private static final String TINY = "src/test/resources/io/heed/bench/encoder/tiny-bert-ner";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_ofBoth_showsExamplesAndChoices() {
    assertEquals(0, run("throughput", "--help"));
    assertTrue(out.toString().contains("heed bench throughput --model minilm"), out.toString());
    assertTrue(out.toString().contains("../shared/agnews/test.csv"), out.toString());
    assertEquals(0, run("load", "--help"));
    assertTrue(out.toString().contains("heed bench load --variant int8"), out.toString());
    assertTrue(out.toString().contains("poisson, uniform"), out.toString());
  }

  @Test
  void texts_missing_areAUsageErrorThatSaysWhatToDo() {
    String missing = folder.resolve("test.csv").toString();
    for (String command : new String[] {"throughput", "load"}) {
      assertEquals(2, run(command, "--model", TINY, "--texts", missing));
    }
    assertTrue(
        err.toString().contains(missing + ": no such file, expected AG News"), err.toString());
    assertEquals(2, err.toString().lines().count());
  }

  @Test
  void options_wrong_areUsageErrors() {
    assertEquals(2, run("throughput", "--forks", "3"));
    assertEquals(2, run("throughput", "--texts", "headline", "--rounds", "0"));
    assertEquals(2, run("load", "--texts", "headline", "--arrivals", "bursts"));
    assertEquals(2, run("load", "--texts", "headline", "--rates", "1", "--multiples", "1"));
    assertEquals(2, run("load", "--texts", "headline", "--rates", "10,-1"));
    assertEquals(2, run("load", "--texts", "headline", "--seconds", "0"));
    assertEquals(2, run("load", "--texts", "headline", "--model", TINY, "--variant", "int4"));
  }

  @Test
  void throughput_ofATinyModelOverAgNewsRows_keepsTheSeries() throws Exception {
    Path texts = folder.resolve("test.csv");
    Files.writeString(
        texts, "\"3\",\"Oil prices soar\",\"A record.\"\n\"2\",\"Late goal\",\"A win.\"\n");
    Path results = folder.resolve("deep/results.json");
    int status =
        run(
            "throughput",
            "--model",
            TINY,
            "--texts",
            texts.toString(),
            "--rounds",
            "1",
            "-o",
            results.toString());
    assertEquals(0, status, err.toString());
    JsonNode json = JsonMapper.shared().readTree(Files.readString(results));
    assertEquals(2, json.at("/settings/count").asInt());
    assertEquals(12, json.path("series").size());
    for (JsonNode difference : json.path("largestDifferences")) {
      assertTrue(difference.asDouble() < 1e-4, json.path("largestDifferences").toString());
    }
    assertTrue(out.toString().contains("Results: " + results), out.toString());
    assertTrue(err.toString().contains("round 1 of 1: engine"), err.toString());
  }

  @Test
  void load_ofATinyModel_keepsStepsAndPicture() throws Exception {
    Path results = folder.resolve("load.json");
    int status =
        run(
            "load",
            "--model",
            TINY,
            "--texts",
            "headline",
            "--rates",
            "100,200",
            "--seconds",
            "0.2",
            "--warm-up",
            "0",
            "--capacity-seconds",
            "0.1",
            "-o",
            results.toString());
    assertEquals(0, status, err.toString());
    JsonNode json = JsonMapper.shared().readTree(Files.readString(results));
    assertEquals(2, json.path("steps").size());
    assertEquals(200, json.at("/steps/1/ratePerSecond").asDouble());
    long answered = 0;
    for (JsonNode count : json.at("/steps/1/outcomes")) {
      answered += count.asLong();
    }
    assertEquals(json.at("/steps/1/sent").asLong(), answered);
    assertTrue(Files.readString(folder.resolve("load.svg")).startsWith("<svg"));
  }

  private int run(String... arguments) {
    return BenchCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
