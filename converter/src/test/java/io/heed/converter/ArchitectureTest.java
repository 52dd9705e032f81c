package io.heed.converter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the packages: a stage knows earlier stages and the leaves, the top knows all. */
class ArchitectureTest {

  private static final List<String> STAGES =
      List.of(
          "synthesize",
          "corpus",
          "reference",
          "verify",
          "optimize",
          "quantize",
          "half",
          "vocabulary",
          "layer",
          "train",
          "export",
          "evaluate");
  private static final List<String> LEAVES =
      List.of("onnx", "graph", "ort", "samediff", "plan", "plot", "error");
  private static final String TOP = "cli";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.heed.converter");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synthesize",
        "corpus",
        "reference",
        "verify",
        "optimize",
        "quantize",
        "half",
        "vocabulary",
        "layer",
        "train",
        "export",
        "evaluate"
      })
  void stage_dependencies_areEarlierStagesAndLeaves(String stage) {
    List<String> later = new ArrayList<>(STAGES.subList(STAGES.indexOf(stage) + 1, STAGES.size()));
    later.add(TOP);

    assertIndependent(stage, later);
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "graph", "ort", "samediff", "plan", "plot", "error"})
  void leaf_dependencies_areTheErrorOnly(String leaf) {
    List<String> others = new ArrayList<>(STAGES);
    others.addAll(LEAVES);
    others.removeAll(List.of(leaf, "error"));
    others.add(TOP);

    assertIndependent(leaf, others);
  }

  @Test
  void packages_all_haveAPlaceInTheOrder() {
    Set<String> known = new TreeSet<>(STAGES);
    known.addAll(LEAVES);
    known.add(TOP);
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals("io.heed.converter"))
            .map(name -> name.substring("io.heed.converter.".length()).split("\\.", -1)[0])
            .collect(Collectors.toCollection(TreeSet::new));

    found.removeAll(known);
    assertEquals(Set.of(), found);
    assertTrue(CLASSES.size() > 20, "the classes were not found");
  }

  @Test
  void onnxRuntime_isImportedByItsPackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.heed.converter.ort..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "graph",
        "ort",
        "reference",
        "synthesize",
        "optimize",
        "quantize",
        "half",
        "verify"
      })
  void modelTools_ofAnyOnnxFile_needNoNd4j(String tool) {
    assertIndependent(tool, List.of("layer", "train", "export", "samediff", "plan"));
    noClasses()
        .that()
        .resideInAPackage("io.heed.converter." + tool + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.heed.converter", "org.nd4j..", "org.bytedeco..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static void assertIndependent(String from, List<String> of) {
    noClasses()
        .that()
        .resideInAPackage("io.heed.converter." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            of.stream().map(name -> "io.heed.converter." + name + "..").toArray(String[]::new))
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
