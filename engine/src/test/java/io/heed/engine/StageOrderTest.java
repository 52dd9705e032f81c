package io.heed.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, over the compiled classes. */
class StageOrderTest {
  private static final String ROOT = "io.heed.engine";
  private static final List<String> STAGES = List.of("token", "batch", "runtime", "label");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void stage_ofThePipeline_importsEarlierStagesAndLeavesOnly() {
    for (int stage = 0; stage < STAGES.size(); stage++) {
      List<String> later = STAGES.subList(stage + 1, STAGES.size());
      for (String forbidden : later) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + "." + STAGES.get(stage) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "." + forbidden + "..")
            .check(CLASSES);
      }
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + STAGES.get(stage) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT)
          .check(CLASSES);
    }
  }

  @Test
  void leaf_errorOrInternal_importsNoStage() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".error..", ROOT + ".internal..", ROOT + ".metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT, ROOT + ".token..", ROOT + ".batch..", ROOT + ".runtime..", ROOT + ".label..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".error..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".internal..")
        .check(CLASSES);
  }

  @Test
  void runtime_insideTheStage_goesFromMachineOverOrtToDoctor() {
    String runtime = ROOT + ".runtime.";
    noClasses()
        .that()
        .resideInAPackage(runtime + "machine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(runtime + "ort", runtime + "doctor", ROOT + ".batch")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(runtime + "ort")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(runtime + "doctor")
        .check(CLASSES);
  }

  @Test
  void onnxRuntime_isImportedByItsPackageOnly() {
    onlyImporterOf("ai.onnxruntime", "runtime.ort");
  }

  @Test
  void djl_isImportedByTheTokenStageOnly() {
    onlyImporterOf("ai.djl", "token");
  }

  private static void onlyImporterOf(String library, String importer) {
    DescribedPredicate<JavaClass> others =
        JavaClass.Predicates.resideOutsideOfPackage(ROOT + "." + importer + "..");
    noClasses()
        .that(others)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .check(CLASSES);
  }
}
