package io.heed.server.cli;

import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.doctor.Diagnosis;
import io.heed.engine.runtime.doctor.Doctor;
import io.heed.models.ModelDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code heed doctor}: what this machine can run a model on. */
@Command(
    name = "doctor",
    description = {
      "Tells what this machine has and can run a model on: processor, memory, ONNX Runtime, NVIDIA's"
          + " driver, devices and libraries. Tries each device, and says what is missing and how to"
          + " get it.",
      "",
      "Exit status: 0 if the device works, and the model on it; 1 if not; 2 if the command was"
          + " called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = HeedVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed doctor",
      "  HEED_PROFILE=gpu heed doctor --device cuda",
      "  heed doctor --model models/mine --format json",
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = {"-d", "--device"},
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "auto, cpu, cuda[:n] or tensorrt[:n], or several with commas. auto tries all, and is"
              + " content if the CPU works. Default: ${DEFAULT-VALUE}.")
  private String device = "auto";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "DIR",
      description = "A model directory: each variant is opened on each device that works.")
  private @Nullable Path directory;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; JSON is one object. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  private DoctorCommand() {}

  @Override
  public Integer call() {
    List<Device> devices = devices();
    Diagnosis diagnosis =
        directory == null
            ? Doctor.diagnose(devices)
            : Doctor.diagnose(devices, ModelDirectory.open(directory));
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        format == OutputFormat.JSON
            ? DiagnosisFormat.json(diagnosis)
            : DiagnosisFormat.text(diagnosis));
    out.flush();
    return diagnosis.healthy() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Device> devices() {
    try {
      return Device.parse(device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
