package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.converter.synthesize.EncoderPreset;
import io.heed.converter.synthesize.EncoderWriter;
import io.heed.converter.synthesize.RandomWeights;
import io.heed.models.ModelDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The model that is served: a directory, the same for all. Stateless but for the files.
 *
 * @param name as the command was told it
 * @param directory with config.json, tokenizer.json and model.onnx
 */
public record ServeModel(String name, Path directory) {
  /** The model that comes with Heed. */
  public static final String BUNDLED = "bundled";

  /** A classifier of MiniLM's size, 6 layers of 384, with random weights. */
  public static final String MINILM = "minilm";

  private static final int LABELS = 4;
  private static final int SEED = 42;

  /**
   * The model of a name; made or unpacked where it is not there yet.
   *
   * @param name {@value #BUNDLED}, {@value #MINILM} or a model directory
   * @param work where models are made
   */
  public static ServeModel of(String name, Path work) {
    return switch (name) {
      case BUNDLED -> new ServeModel(name, bundled(work.resolve("serve-bundled")));
      case MINILM -> new ServeModel(name, minilm(work.resolve("serve-minilm")));
      default -> new ServeModel(name, Path.of(name));
    };
  }

  private static Path bundled(Path directory) {
    ModelDirectory model = ModelDirectory.bundled();
    for (String file : new String[] {"config.json", "tokenizer.json", "model.onnx"}) {
      write(directory.resolve(file), model.read(file));
    }
    return directory;
  }

  private static Path minilm(Path directory) {
    if (!Files.isRegularFile(directory.resolve("model.onnx"))) {
      folder(directory);
      EncoderWriter.of(
              EncoderPreset.MINILM_L6.config().labels(LABELS).build(), RandomWeights.of(SEED))
          .write(directory);
    }
    return directory;
  }

  /**
   * The directory as Hugging Face's libraries other than Python's want it: the graph in a folder
   * {@code onnx}, and the small files that say what tokenizer.json leaves open.
   *
   * @param work where it is made
   */
  Path forPeers(Path work) {
    Path folder = work.resolve("serve-peer-" + directory.getFileName());
    try {
      String config = Files.readString(directory.resolve("config.json"));
      // Their list of architectures is closed; this one reads a classifier's graph as it is.
      write(
          folder.resolve("config.json"),
          config.replace("\"heed-encoder\"", "\"bert\"").getBytes(StandardCharsets.UTF_8));
      write(
          folder.resolve("tokenizer.json"),
          Files.readAllBytes(directory.resolve("tokenizer.json")));
      write(
          folder.resolve("tokenizer_config.json"),
          """
          {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 256, "pad_token": "[PAD]", "unk_token": "[UNK]"}
          """
              .getBytes(StandardCharsets.UTF_8));
      write(folder.resolve("onnx/model.onnx"), Files.readAllBytes(directory.resolve("model.onnx")));
      return folder;
    } catch (IOException e) {
      throw new BenchException(Kind.IO, directory + ": cannot be read: " + e, e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      folder(file);
      Files.write(file, content);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + ": cannot be written: " + e, e);
    }
  }

  private static void folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new BenchException(Kind.IO, folder + ": cannot be made: " + e, e);
    }
  }
}
