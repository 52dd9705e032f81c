package io.heed.server.cli;

import io.heed.engine.runtime.doctor.Diagnosis;
import io.heed.engine.runtime.doctor.ModelVerdict;
import io.heed.engine.runtime.doctor.Verdict;
import io.heed.engine.runtime.machine.GpuDevice;
import io.heed.engine.runtime.machine.LibraryFile;
import io.heed.engine.runtime.machine.Memory;
import io.heed.engine.runtime.machine.NeededLibrary;
import io.heed.engine.runtime.machine.NvidiaDriver;
import io.heed.engine.runtime.machine.Obstacle;
import io.heed.engine.runtime.machine.Processor;
import io.heed.engine.runtime.machine.ProviderLibrary;
import io.heed.engine.runtime.ort.OrtInstallation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A diagnosis as text or JSON. Stateless. */
final class DiagnosisFormat {
  private DiagnosisFormat() {}

  /** Lines of a name and a value; the verdicts last, a line each. */
  static String text(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    line(text, "java", diagnosis.machine().java() + ", " + diagnosis.machine().javaHome());
    line(text, "system", diagnosis.machine().system());
    line(text, "processor", processor(diagnosis.machine().processor()));
    line(text, "memory", memory(diagnosis.machine().memory()));
    OrtInstallation runtime = diagnosis.runtime();
    line(text, "onnx runtime", runtime.version() + ", " + runtime.classes());
    line(text, "native library", library(runtime));
    line(text, "providers", String.join(", ", runtime.providers()));
    NvidiaDriver nvidia = diagnosis.machine().nvidia();
    line(text, "nvidia driver", driver(nvidia));
    line(text, "devices", devices(nvidia));
    line(text, "libraries", libraries(diagnosis.libraries()));
    for (Verdict verdict : diagnosis.verdicts()) {
      tried(text, verdict);
    }
    text.append(System.lineSeparator());
    for (ModelVerdict model : diagnosis.models()) {
      text.append(model).append(System.lineSeparator());
    }
    for (Verdict verdict : diagnosis.verdicts()) {
      text.append(verdict).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** One object, indented, of the records' own names. */
  static String json(Diagnosis diagnosis) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("healthy", diagnosis.healthy());
    fields.put("machine", diagnosis.machine());
    fields.put("runtime", runtime(diagnosis.runtime()));
    fields.put("libraries", diagnosis.libraries().stream().map(DiagnosisFormat::file).toList());
    fields.put("verdicts", diagnosis.verdicts().stream().map(DiagnosisFormat::verdict).toList());
    fields.put("models", diagnosis.models().stream().map(DiagnosisFormat::model).toList());
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields)
        + System.lineSeparator();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-18s%s%n", name, value));
  }

  private static String processor(Processor processor) {
    return (processor.model().isEmpty() ? "unknown" : processor.model())
        + ", "
        + processor.availableProcessors()
        + " of "
        + processor.logicalProcessors()
        + " processors; "
        + (processor.extensions().isEmpty()
            ? "no extensions known"
            : String.join(" ", processor.extensions()));
  }

  private static String memory(Memory memory) {
    return mebibytes(memory.totalBytes())
        + ", available "
        + mebibytes(memory.availableBytes())
        + (memory.groupLimitBytes() == 0
            ? ", no limit of the control group"
            : ", control group's limit " + mebibytes(memory.groupLimitBytes()))
        + (memory.groupProcessors() == 0
            ? ""
            : String.format(Locale.ROOT, ", %.2f processors", memory.groupProcessors()))
        + ", Java heap to "
        + mebibytes(memory.heapLimitBytes());
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  private static String library(OrtInstallation runtime) {
    return (runtime.library() == null ? "unknown" : runtime.library())
        + " ("
        + runtime.libraryOrigin()
        + ")";
  }

  private static String driver(NvidiaDriver nvidia) {
    if (!nvidia.present()) {
      return "none: " + NvidiaDriver.VERSION_FILE + " is not there";
    }
    return nvidia.version().isEmpty() ? "there, of unknown version" : nvidia.version();
  }

  private static String devices(NvidiaDriver nvidia) {
    List<String> devices = new ArrayList<>();
    for (GpuDevice device : nvidia.devices()) {
      devices.add(
          device.name()
              + " at "
              + device.bus()
              + (device.memory().isEmpty() ? "" : ", " + device.memory() + " MiB")
              + (device.computeCapability().isEmpty()
                  ? ""
                  : ", compute capability " + device.computeCapability()));
    }
    String nodes =
        nvidia.deviceNodes().isEmpty() ? "" : " (" + String.join(" ", nvidia.deviceNodes()) + ")";
    String visible =
        nvidia.visibleDevices() == null ? "" : "; CUDA_VISIBLE_DEVICES=" + nvidia.visibleDevices();
    return (devices.isEmpty() ? "none" : String.join("; ", devices)) + nodes + visible;
  }

  private static String libraries(List<LibraryFile> libraries) {
    List<String> names = new ArrayList<>();
    for (LibraryFile library : libraries) {
      names.add(
          library.soname()
              + " "
              + library.version()
              + " "
              + library.file()
              + (library.onLoaderPath() ? "" : " (not where the loader looks)"));
    }
    return names.isEmpty()
        ? "none of CUDA, cuDNN, TensorRT"
        : String.join(String.format(Locale.ROOT, "%n%18s", ""), names);
  }

  /**
   * How it went, and what the provider's library asks for; libraries of the system only if they are
   * missing.
   */
  private static void tried(StringBuilder text, Verdict verdict) {
    line(
        text,
        verdict.device() + " tried",
        verdict.failure() == null ? "works" : verdict.failure().strip().replaceAll("\\s+", " "));
    ProviderLibrary library = verdict.library();
    if (library == null) {
      return;
    }
    line(text, verdict.device() + " needs", library.file().toString());
    for (NeededLibrary needed : library.needed()) {
      if (needed.isOfNvidia() || needed.isMissing()) {
        LibraryFile found = needed.found();
        line(
            text,
            "",
            String.format(
                Locale.ROOT,
                "%-24s%-18s%s",
                needed.soname(),
                needed.product(),
                found == null ? "missing" : found.version() + " " + found.file()));
      }
    }
  }

  private static Map<String, Object> runtime(OrtInstallation runtime) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", runtime.version());
    fields.put("classes", runtime.classes());
    fields.put("library", runtime.library() == null ? null : runtime.library().toString());
    fields.put("libraryOrigin", runtime.libraryOrigin());
    fields.put("providers", runtime.providers());
    return fields;
  }

  private static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ProviderLibrary library = verdict.library();
    fields.put("device", verdict.device().toString());
    fields.put("ready", verdict.ready());
    fields.put("failure", verdict.failure());
    fields.put("obstacles", verdict.obstacles().stream().map(DiagnosisFormat::obstacle).toList());
    if (library != null) {
      fields.put("library", library.file().toString());
      fields.put("needs", library.needed().stream().map(DiagnosisFormat::needed).toList());
    }
    return fields;
  }

  private static Map<String, Object> obstacle(Obstacle obstacle) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("problem", obstacle.problem());
    fields.put("remedy", obstacle.remedy());
    return fields;
  }

  private static Map<String, Object> needed(NeededLibrary needed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    LibraryFile found = needed.found();
    LibraryFile elsewhere = needed.elsewhere();
    LibraryFile other = needed.otherVersion();
    fields.put("soname", needed.soname());
    fields.put("neededBy", needed.neededBy());
    fields.put("product", needed.product());
    fields.put("found", found == null ? null : file(found));
    fields.put("elsewhere", elsewhere == null ? null : file(elsewhere));
    fields.put("otherVersion", other == null ? null : file(other));
    return fields;
  }

  private static Map<String, Object> file(LibraryFile library) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("soname", library.soname());
    fields.put("file", library.file().toString());
    fields.put("version", library.version());
    fields.put("onLoaderPath", library.onLoaderPath());
    return fields;
  }

  private static Map<String, Object> model(ModelVerdict model) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", model.file());
    fields.put("device", model.device().toString());
    fields.put("failure", model.failure());
    return fields;
  }
}
