package io.heed.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the packages, over the compiled classes. */
class ArchitectureTest {
  private static final String ROOT = "io.heed.server.";
  private static final List<String> LEAVES = List.of("error", "proto", "net", "access");
  private static final List<String> STAGES =
      List.of("inference", "repository", "service", "metrics");
  private static final List<String> PROTOCOLS = List.of("grpc", "http", "binary");
  private static final String TOP = "cli";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.heed.server");

  @ParameterizedTest
  @ValueSource(strings = {"error", "proto", "net", "access"})
  void leaf_dependencies_areTheErrorOnly(String leaf) {
    List<String> others = new ArrayList<>(LEAVES);
    others.addAll(STAGES);
    others.addAll(PROTOCOLS);
    others.add(TOP);
    others.removeAll(List.of(leaf, "error"));

    assertIndependent(leaf, others);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inference", "repository", "service", "metrics"})
  void stage_dependencies_areEarlierStagesAndTheError(String stage) {
    List<String> later = new ArrayList<>(STAGES.subList(STAGES.indexOf(stage) + 1, STAGES.size()));
    later.addAll(PROTOCOLS);
    later.addAll(List.of("net", "proto", "access", TOP));

    assertIndependent(stage, later);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http", "binary"})
  void protocol_dependencies_areNoOtherProtocol(String protocol) {
    List<String> others = new ArrayList<>(PROTOCOLS);
    others.remove(protocol);
    others.add(TOP);

    assertIndependent(protocol, others);
  }

  /** The frames are the client's too; the server must not know that there is one. */
  @Test
  void client_dependencies_areFramesAndGeneratedMessages() {
    assertIndependent(
        "client",
        List.of("access", "net", "inference", "repository", "service", "grpc", "http", TOP));
    assertIndependent(
        "binary.frame",
        List.of(
            "access", "net", "proto", "inference", "repository", "service", "grpc", "http", TOP));
    noClasses()
        .that()
        .resideInAPackage(ROOT + "client..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "binary")
        .check(CLASSES);
    for (String other : List.of("binary", "grpc", "http", "service", TOP)) {
      assertIndependent(other, List.of("client"));
    }
  }

  /** Bodies know no routes, routes no endpoints, endpoints no connections. */
  @Test
  void http_parts_dependOnEarlierOnesOnly() {
    List<String> parts = List.of("http.json", "http.route", "http.api");
    for (int i = 0; i < parts.size(); i++) {
      assertIndependent(parts.get(i), parts.subList(i + 1, parts.size()));
      noClasses()
          .that()
          .resideInAPackage(ROOT + parts.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "http")
          .check(CLASSES);
    }
  }

  @Test
  void grpcLibrary_isImportedByItsPackageAndTheGeneratedOneOnly() {
    onlyImporters(new String[] {"io.grpc", "com.google.protobuf"}, "grpc", "proto", "client");
  }

  @Test
  void netty_isImportedByTheNetworkOnly() {
    onlyImporters(new String[] {"io.netty"}, "net", "grpc", "http", "binary", "client");
  }

  private static void assertIndependent(String from, List<String> others) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.stream().map(o -> ROOT + o + "..").toArray(String[]::new))
        .allowEmptyShould(true) // a package that is still to come
        .check(CLASSES);
  }

  private static void onlyImporters(String[] libraries, String... importers) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            List.of(importers).stream().map(i -> ROOT + i + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(List.of(libraries).stream().map(l -> l + "..").toArray(String[]::new))
        .check(CLASSES);
  }
}
