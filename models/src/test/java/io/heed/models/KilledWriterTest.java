package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.models.ModelException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers in processes that die in the middle. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
final class KilledWriterTest {
  @TempDir Path temp;

  @TempDir Path templates;

  /** Starts a process that writes a directory with this text. */
  private Process start(Path target, String text, int steps, String mode) throws IOException {
    Path template = templates.resolve(text);
    Fixture.writer(template, text).write();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx64m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(WriterProcess.class.getName());
    command.addAll(List.of(target.toString(), template.toString(), Integer.toString(steps), mode));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** The text of the directory, which must be whole, or "none". */
  private static String stateOf(Path target) {
    if (!Files.exists(target)) {
      return "none";
    }
    ModelDirectory directory = ModelDirectory.open(target);
    directory.verifyChecksums();
    String text = new String(directory.read("README.md"), UTF_8);
    assertEquals("graph of " + text, new String(directory.read("model.onnx"), UTF_8));
    return text;
  }

  private void assertNextWriteTidiesUp(Path target) throws IOException {
    Fixture.writer(target, "next").write();
    assertEquals("next", stateOf(target));
    try (Stream<Path> siblings = Files.list(temp)) {
      assertEquals(List.of(target), siblings.toList());
    }
  }

  @Test
  void write_killedAfterEveryStep_leavesOldOrNoneOrNew() throws Exception {
    Path target = temp.resolve("model");
    List<String> states = new ArrayList<>();
    int steps = 0;
    for (boolean halted = true; halted; ) {
      Fixture.writer(target, "old").write();
      Process process = start(target, "new", ++steps, "once");
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      halted = status == WriterProcess.HALTED;
      assertTrue(halted || status == 0, output);
      states.add(stateOf(target));
      assertNextWriteTidiesUp(target);
    }
    assertEquals(Set.of("old", "none", "new"), new TreeSet<>(states));
    int gap = states.indexOf("none");
    assertTrue(states.subList(0, gap).stream().allMatch("old"::equals), states.toString());
    assertTrue(
        states.subList(gap + 1, states.size()).stream().allMatch("new"::equals), states.toString());
  }

  @Test
  void write_killedAnywhere_leavesOneWholeGenerationOrNone() throws Exception {
    Path target = temp.resolve("model");
    long seed = Long.getLong("heed.test.seed", new Random().nextLong());
    System.out.println("-Dheed.test.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3; round++) {
      String text = "round " + round;
      Process process = start(target, text, -1, "forever");
      try (BufferedReader lines = process.inputReader(UTF_8)) {
        for (int line = random.nextInt(1000); line >= 0; line--) {
          assertNotNull(lines.readLine());
        }
        process.destroyForcibly().waitFor();
      }
      String state = stateOf(target);
      assertTrue(Set.of("none", "next", text).contains(state), state);
      assertNextWriteTidiesUp(target);
    }
  }

  @Test
  void write_whileAnotherProcessWrites_isRefused() throws Exception {
    Path target = temp.resolve("model");
    Process process = start(target, "theirs", -1, "pause");
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); !"config.json".equals(line); line = lines.readLine()) {
        assertNotNull(line);
      }
      ModelDirectoryWriter ours = Fixture.writer(target, "ours");
      assertFails(Kind.IO, ours::write, "another writer");
      process.getOutputStream().close();
      assertEquals(0, process.waitFor());
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertEquals("theirs", stateOf(target));
    assertNextWriteTidiesUp(target);
  }
}
