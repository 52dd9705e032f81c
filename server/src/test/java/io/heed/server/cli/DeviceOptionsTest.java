package io.heed.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DeviceOptionsTest {
  @Test
  void classify_auto_runsOnWhatIsThere(@TempDir Path temp) {
    CliRun run = classify(temp, "--device", "auto", "--warm-up", "5");
    assertEquals(0, run.status(), run::err);
    assertTrue(run.out().startsWith("long   0.6667"), run::out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:0,cuda:1", "tensorrt"})
  void classify_deviceThatIsNotThere_failsAndSaysWhatIsMissing(String device, @TempDir Path temp) {
    CliRun run =
        classify(
            temp,
            "--device=" + device,
            "--gpu-memory-limit=4g",
            "--no-cpu-fallback",
            "--tensorrt-half",
            "--tensorrt-cache=" + temp.resolve("cache"));
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("heed: device "), run::err);
    assertTrue(run.err().contains("onnxruntime_gpu"), run::err);
  }

  /** Argument, then what the message says. */
  @ParameterizedTest
  @CsvSource({
    "--device=gpu, 'device: \"gpu\", expected auto, cpu, cuda[:n] or tensorrt[:n]'",
    "--gpu-memory-limit=lots, '--gpu-memory-limit'",
    "--gpu-memory-limit=0, 'expected a number of bytes above 0'",
    "--warm-up=-1, 'warmUp: PT-1S, expected zero or more'",
    "--no-cpu-fallback, 'cpuFallback: false with devices [cpu]'",
    "--provider-option=use_tf32=0, 'provider option \"use_tf32\" for device cpu, expected none'",
  })
  void classify_optionThatCannotBe_isAUsageErrorThatNamesIt(
      String argument, String expected, @TempDir Path temp) {
    CliRun run = classify(temp, argument);
    assertEquals(2, run.status());
    assertTrue(run.err().contains(expected), run::err);
  }

  @Test
  void classify_unknownProviderOption_isRefusedWithTheKnownOnes(@TempDir Path temp) {
    CliRun run = classify(temp, "--device", "cuda", "--provider-option", "gpu_mem_limt=1");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("gpu_mem_limit"), run::err);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "512k, 524288", "4G, 4294967296", "4GiB, 4294967296", "2mb, 2097152"})
  void convert_sizes_areBytes(String text, long expected) {
    assertEquals(expected, new MemorySize().convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "4x", "1.5g", "g", "99999999999g"})
  void convert_noSize_isRefusedWithTheValue(String text) {
    TypeConversionException refused =
        assertThrows(TypeConversionException.class, () -> new MemorySize().convert(text));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("\"" + text + "\", expected"));
  }

  private static CliRun classify(Path temp, String... options) {
    List<String> arguments = new ArrayList<>(List.of("classify", "-m"));
    arguments.add(WordModel.in(temp).toString());
    arguments.addAll(List.of(options));
    arguments.add("red");
    return CliRun.of(arguments.toArray(String[]::new));
  }
}
