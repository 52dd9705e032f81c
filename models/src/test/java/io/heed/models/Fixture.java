package io.heed.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.function.Executable;

/** A model that Hugging Face's own tools wrote, and the smallest one that passes the checks. */
final class Fixture {
  static final String RESOURCES = "/io/heed/models/fixture/tiny-bert-classifier/";
  static final String CONFIG = "{\"id2label\": {\"0\": \"no\", \"1\": \"yes\"}}";
  static final String TOKENIZER = "{\"model\": {\"type\": \"WordPiece\"}}";

  private Fixture() {}

  static Path directory() {
    URL config = Objects.requireNonNull(Fixture.class.getResource(RESOURCES + "config.json"));
    try {
      return Objects.requireNonNull(Path.of(config.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(directory().resolve(file));
  }

  /** A directory in memory with the smallest configuration and tokenizer, and these empty files. */
  static MemoryModelSource minimal(String... emptyFiles) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put("config.json", CONFIG.getBytes(UTF_8));
    files.put("tokenizer.json", TOKENIZER.getBytes(UTF_8));
    for (String file : emptyFiles) {
      files.put(file, new byte[0]);
    }
    return new MemoryModelSource(Path.of("minimal").toAbsolutePath(), files);
  }

  /** The smallest directory, on disk. */
  static Path minimalIn(Path parent) throws IOException {
    Path dir = Files.createDirectories(parent.resolve("minimal"));
    Files.writeString(dir.resolve("config.json"), CONFIG);
    Files.writeString(dir.resolve("tokenizer.json"), TOKENIZER);
    Files.writeString(dir.resolve("model.onnx"), "graph");
    return dir;
  }

  static ModelConfig config() {
    return ModelConfig.builder(List.of("no", "yes")).modelType("bert").build();
  }

  /** A writer of the smallest directory; {@code text} tells generations apart. */
  static ModelDirectoryWriter writer(Path target, String text) {
    return ModelDirectoryWriter.to(target)
        .config(config())
        .tokenizer(TOKENIZER.getBytes(UTF_8))
        .variant("fp32", ("graph of " + text).getBytes(UTF_8))
        .variant("int8", ("small graph of " + text).getBytes(UTF_8))
        .card(text);
  }

  /** Runs what must fail with this kind and a message that has all these parts. */
  static void assertFails(ModelException.Kind kind, Executable executable, String... parts) {
    ModelException e = assertThrows(ModelException.class, executable);
    String message = String.valueOf(e.getMessage());
    assertEquals(kind, e.kind(), message);
    assertAll(
        List.of(parts).stream()
            .map(part -> () -> assertTrue(message.contains(part), () -> part + " in: " + message)));
  }
}
