package io.heed.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A writer in a JVM of its own, to be killed: arguments are target, text, steps to live, and a
 * mode.
 */
final class WriterProcess {
  /** The exit status of a process that ended itself in the middle. */
  static final int HALTED = 42;

  private WriterProcess() {}

  public static void main(String[] args) throws IOException {
    int[] left = {Integer.parseInt(args[2])};
    String mode = args.length > 3 ? args[3] : "once";
    do {
      write(Path.of(args[0]), Path.of(args[1]), step -> afterStep(step, left, mode));
    } while (mode.equals("forever"));
  }

  private static void write(Path target, Path template, WriteSteps steps) throws IOException {
    try (DirectorySwap swap = DirectorySwap.begin(target, steps)) {
      for (String file :
          new String[] {
            "README.md",
            "config.json",
            "heed.json",
            "model.onnx",
            "model_int8.onnx",
            "tokenizer.json"
          }) {
        swap.write(file, Files.readAllBytes(template.resolve(file)));
      }
      swap.commit();
    }
  }

  private static void afterStep(String step, int[] left, String mode) {
    System.out.println(step);
    if (mode.equals("pause") && step.equals("config.json")) {
      awaitEndOfInput();
    }
    if (--left[0] == 0) {
      // No finally block, no shutdown hook: as kill -9, at a known place.
      Runtime.getRuntime().halt(HALTED);
    }
  }

  private static void awaitEndOfInput() {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
