package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.models.ModelException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
final class ModelDirectoryWriterTest {
  private static final String SHA256_7_2_3 =
      "5f44600c60a44b952083eaee75cae2050574070922ad8459e3a8dc47df05b5da";

  @TempDir Path temp;

  private static List<String> namesIn(Path dir) throws IOException {
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  private static String cardOf(Path dir) {
    ModelDirectory directory = ModelDirectory.open(dir);
    directory.verifyChecksums();
    return new String(directory.read("README.md"), UTF_8);
  }

  @Test
  void write_absentTarget_makesParentsAndEverythingGiven() throws IOException {
    Path target = temp.resolve("a/b/model");
    ModelDirectory written =
        Fixture.writer(target, "card ü")
            .file("sub/folder/x.bin", new byte[] {1, 2})
            .metadata(HeedMetadata.of(Map.of("int8", 0.75), Map.of("seed", "7")))
            .write();
    written.verifyChecksums();
    assertEquals(Fixture.config(), written.config());
    assertEquals(Map.of("int8", 0.75), written.metadata().orElseThrow().accuracy());
    assertEquals(List.of("fp32", "int8"), written.variants().stream().map(Variant::name).toList());
    assertArrayEquals(new byte[] {1, 2}, written.read("sub/folder/x.bin"));
    assertEquals("card ü", cardOf(target));
    assertEquals(List.of("model"), namesIn(temp.resolve("a/b")));
    assertEquals(
        List.of(
            "README.md",
            "config.json",
            "heed.json",
            "model.onnx",
            "model_int8.onnx",
            "sub",
            "tokenizer.json"),
        namesIn(target));
  }

  @Test
  void write_streamedFiles_arriveWithTheirChecksums() throws IOException {
    Path target = temp.resolve("model");
    byte[] graph = "a graph that is streamed".getBytes(UTF_8);
    ModelDirectory written =
        Fixture.writer(target, "card")
            .variant("big", out -> out.write(graph))
            .file(
                "model_big.onnx_data",
                out -> {
                  out.write(7);
                  out.write(new byte[] {1, 2, 3, 4}, 1, 2);
                })
            .metadata(HeedMetadata.of(Map.of("big", 0.5), Map.of()))
            .write();
    written.verifyChecksums();
    assertArrayEquals(graph, written.read("model_big.onnx"));
    assertArrayEquals(
        new byte[] {7, 2, 3}, Files.readAllBytes(target.resolve("model_big.onnx_data")));
    assertEquals(graph.length + 3, written.variant("big").sizeBytes());
    // sha256sum of the bytes 7, 2, 3
    assertEquals(
        new FileChecksum(SHA256_7_2_3, 3),
        written.metadata().orElseThrow().files().get("model_big.onnx_data"));
  }

  @Test
  void write_streamedFileThatFails_leavesTheOldDirectory() throws IOException {
    Path target = temp.resolve("model");
    Fixture.writer(target, "old").write();
    ModelDirectoryWriter failing =
        Fixture.writer(target, "new")
            .file(
                "huge",
                out -> {
                  out.write(new byte[1 << 20]);
                  throw new IOException("no space left");
                });
    assertFails(Kind.IO, failing::write, "cannot write");
    assertEquals("old", cardOf(target));
    assertEquals(List.of("model"), namesIn(temp));
  }

  @Test
  void file_streamedNameTaken_isInvalid() {
    ModelDirectoryWriter writer = Fixture.writer(temp.resolve("model"), "x");
    writer.file("x", out -> {});
    assertFails(Kind.INVALID, () -> writer.file("x", new byte[1]), "file name", "x");
    assertFails(Kind.INVALID, () -> writer.variant("fp32", out -> {}), "model.onnx");
  }

  @Test
  void write_again_replacesTheWholeDirectory() throws IOException {
    Path target = temp.resolve("model");
    Fixture.writer(target, "one").file("only-in-one", new byte[1]).write();
    Fixture.writer(target, "two").write();
    assertEquals("two", cardOf(target));
    assertFalse(Files.exists(target.resolve("only-in-one")));
    assertEquals(List.of("model"), namesIn(temp));
  }

  @Test
  void write_sameContent_isTheSameBytes() throws IOException {
    Fixture.writer(temp.resolve("a"), "x").write();
    Fixture.writer(temp.resolve("b"), "x").write();
    for (String file : namesIn(temp.resolve("a"))) {
      assertEquals(-1, Files.mismatch(temp.resolve("a/" + file), temp.resolve("b/" + file)), file);
    }
  }

  @Test
  void write_emptyDirectory_isReplaced() throws IOException {
    Path target = Files.createDirectory(temp.resolve("model"));
    Fixture.writer(target, "one").write();
    assertEquals("one", cardOf(target));
  }

  @Test
  void write_directoryOfSomethingElse_isRefusedAndUntouched() throws IOException {
    Path target = Files.createDirectory(temp.resolve("home"));
    Files.writeString(target.resolve("thesis.txt"), "years of work");
    assertFails(Kind.INVALID, () -> Fixture.writer(target, "x").write(), "no heed.json");
    assertEquals(List.of("thesis.txt"), namesIn(target));
    assertEquals(List.of("home"), namesIn(temp));
  }

  @Test
  void write_fileOrLinkInPlaceOfTarget_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertFails(Kind.INVALID, () -> Fixture.writer(file, "x").write(), "found a file");
    Path model = temp.resolve("model");
    Fixture.writer(model, "one").write();
    Path link = Files.createSymbolicLink(temp.resolve("link"), model);
    assertFails(Kind.INVALID, () -> Fixture.writer(link, "x").write(), "symbolic link");
    assertEquals("one", cardOf(model));
  }

  @Test
  void write_belowALinkToADirectory_writesThere() throws IOException {
    Path real = Files.createDirectory(temp.resolve("real"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);
    Fixture.writer(link.resolve("model"), "one").write();
    assertEquals("one", cardOf(real.resolve("model")));
  }

  @Test
  void write_partsMissing_isRefusedBeforeTheDiskIsTouched() throws IOException {
    Path target = temp.resolve("parent/model");
    byte[] tokenizer = Fixture.TOKENIZER.getBytes(UTF_8);
    ModelDirectoryWriter empty = ModelDirectoryWriter.to(target);
    assertFails(Kind.NOT_FOUND, empty::write, "config.json");
    empty.config(Fixture.config());
    assertFails(Kind.NOT_FOUND, empty::write, "tokenizer.json");
    empty.tokenizer(tokenizer);
    assertFails(Kind.NOT_FOUND, empty::write, "model.onnx");
    ModelDirectoryWriter broken = ModelDirectoryWriter.to(target).config(Fixture.config());
    broken.tokenizer(new byte[] {'{'}).variant("fp32", new byte[1]);
    assertFails(Kind.INVALID, broken::write, "tokenizer.json (to be written)");
    assertEquals(List.of(), namesIn(temp));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a/b", ".", "-rf", "x\u0000", "ü", "a b"})
  void variant_nameThatIsNoPartOfAFileName_isInvalid(String name) {
    ModelDirectoryWriter writer = ModelDirectoryWriter.to(temp.resolve("model"));
    assertFails(Kind.INVALID, () -> writer.variant(name, new byte[1]), "variant: 'name'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/etc/x", "a/../../x", "heed.json", "config.json"})
  void file_nameOutsideOrTaken_isInvalid(String name) {
    ModelDirectoryWriter writer = Fixture.writer(temp.resolve("model"), "x");
    assertFails(Kind.INVALID, () -> writer.file(name, new byte[1]), "file name", name);
  }

  @Test
  void metadata_accuracyOfAVariantNotWritten_isInvalid() {
    ModelDirectoryWriter writer = Fixture.writer(temp.resolve("model"), "x");
    writer.metadata(HeedMetadata.of(Map.of("fp16", 0.5), Map.of()));
    assertFails(Kind.INVALID, writer::write, "\"fp16\"", "[fp32, int8]");
  }

  @Test
  void write_whileAnotherWrites_isRefusedAndHurtsNobody() {
    Path target = temp.resolve("model");
    List<Integer> refused = new ArrayList<>();
    Fixture.writer(target, "first")
        .steps(
            step -> {
              if (step.equals("config.json")) {
                ModelDirectoryWriter second = Fixture.writer(target, "second");
                assertFails(Kind.IO, second::write, "another writer");
                refused.add(1);
              }
            })
        .write();
    assertEquals(List.of(1), refused);
    assertEquals("first", cardOf(target));
    Fixture.writer(target, "third").write();
    assertEquals("third", cardOf(target));
  }

  @Test
  void write_failingAtAnyStep_leavesOldOrNewAndNothingBeside() throws IOException {
    Path target = temp.resolve("model");
    List<String> steps = new ArrayList<>();
    Fixture.writer(target, "old").write();
    Fixture.writer(target, "old").steps(steps::add).write();
    int inPlace = steps.indexOf("new in place");
    assertTrue(inPlace > 0);
    for (int failing = 0; failing < inPlace; failing++) {
      int[] count = {failing};
      ModelDirectoryWriter writer = Fixture.writer(target, "new");
      writer.steps(
          step -> {
            if (count[0]-- == 0) {
              throw new StackOverflowError(step);
            }
          });
      assertThrows(StackOverflowError.class, writer::write);
      assertEquals("old", cardOf(target), steps.get(failing));
      assertEquals(List.of("model"), namesIn(temp), steps.get(failing));
    }
  }

  @Test
  void write_afterADeadWriter_cleansWhatItLeft() throws IOException {
    Path target = temp.resolve("model");
    Path workspace = temp.resolve(".model.heed-write");
    Files.createDirectories(workspace.resolve("new/sub"));
    Files.createDirectories(workspace.resolve("trash"));
    Files.writeString(workspace.resolve("new/sub/half"), "x");
    Files.writeString(workspace.resolve("trash/model.onnx"), "x");
    Files.writeString(workspace.resolve("lock"), "");
    Fixture.writer(target, "one").write();
    assertEquals("one", cardOf(target));
    assertEquals(List.of("model"), namesIn(temp));
  }

  @Test
  void write_refusedAfterADeadWriter_putsTheOldDirectoryBack() throws IOException {
    Path target = temp.resolve("model");
    Fixture.writer(target, "old").write();
    Path workspace = Files.createDirectory(temp.resolve(".model.heed-write"));
    Files.move(target, workspace.resolve("old"));
    ModelDirectoryWriter writer = Fixture.writer(target, "new");
    writer.steps(
        step -> {
          if (step.equals("recover")) {
            throw new IllegalStateException(step);
          }
        });
    assertThrows(IllegalStateException.class, writer::write);
    assertEquals("old", cardOf(target));
    assertEquals(List.of("model"), namesIn(temp).stream().filter(n -> !n.startsWith(".")).toList());
  }
}
