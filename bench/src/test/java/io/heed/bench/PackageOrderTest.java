package io.heed.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, over the compiled classes. */
class PackageOrderTest {
  private static final String ROOT = "io.heed.bench";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void baseline_knowsNeitherBenchmarksNorReports() {
    forbid("baseline", ROOT, ROOT + ".report..");
  }

  @Test
  void report_knowsNeitherBenchmarksNorJmh() {
    forbid(
        "report",
        ROOT,
        ROOT + ".baseline..",
        ROOT + ".encoder..",
        ROOT + ".throughput..",
        ROOT + ".load..",
        ROOT + ".gpu..",
        "org.openjdk.jmh..");
  }

  @Test
  void encoder_knowsNeitherRunsNorReports() {
    forbid("encoder", ROOT, ROOT + ".throughput..", ROOT + ".load..", ROOT + ".report..");
  }

  @Test
  void throughput_knowsNeitherCommandsNorLoad() {
    forbid("throughput", ROOT, ROOT + ".load..", ROOT + ".baseline..", "picocli..");
  }

  @Test
  void load_knowsNotWhatItLoads() {
    forbid("load", ROOT, ROOT + ".throughput..", ROOT + ".encoder..", "io.heed.engine..");
  }

  @Test
  void gpu_knowsNeitherCommandsNorReportsNorOtherRuns() {
    forbid(
        "gpu",
        ROOT,
        ROOT + ".throughput..",
        ROOT + ".load..",
        ROOT + ".report..",
        ROOT + ".encoder..",
        "picocli..",
        "org.nd4j..",
        "org.openjdk.jmh..");
  }

  @Test
  void serve_knowsNeitherCommandsNorOtherRunsButLoad() {
    forbid(
        "serve",
        ROOT,
        ROOT + ".throughput..",
        ROOT + ".encoder..",
        ROOT + ".baseline..",
        ROOT + ".gpu..",
        "picocli..",
        "org.nd4j..",
        "org.openjdk.jmh..");
  }

  @Test
  void error_knowsNothing() {
    forbid(
        "error",
        ROOT,
        ROOT + ".baseline..",
        ROOT + ".report..",
        ROOT + ".encoder..",
        ROOT + ".throughput..",
        ROOT + ".gpu..",
        ROOT + ".load..");
  }

  private static void forbid(String from, String... targets) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(targets)
        .check(CLASSES);
  }
}
