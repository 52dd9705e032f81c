package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heed.models.ModelException.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ResourceContractTest extends ModelDirectoryContractTest {
  @Override
  ModelDirectory open() {
    return ModelDirectory.ofResources(Fixture.RESOURCES);
  }

  @Test
  void path_ofAResource_isEmpty() {
    assertEquals(Optional.empty(), open().path("model.onnx"));
  }

  @Test
  void ofResources_nothingThere_isNotFound() {
    assertFails(
        Kind.NOT_FOUND,
        () -> ModelDirectory.ofResources("/io/heed/models/bundled/none/"),
        "classpath:/io/heed/models/bundled/none/",
        "heed.json");
  }

  @Test
  void ofResources_indexNamesAnAbsentFile_isInvalid() {
    assertFails(
        Kind.INVALID,
        () -> ModelDirectory.ofResources("/io/heed/models/fixture/incomplete/"),
        "incomplete/heed.json",
        "model.onnx");
  }

  @Test
  void ofResources_indexHasAnotherSize_isInvalid() {
    assertFails(
        Kind.INVALID,
        () -> ModelDirectory.ofResources("/io/heed/models/fixture/resized/"),
        "resized/config.json",
        "more than expected: 3 bytes");
  }

  @Test
  void bundled_present_agreesWithItsChecksums() {
    assumeTrue(
        ModelDirectory.class.getResource("/io/heed/models/bundled/ag-news/heed.json") != null,
        "built without the bundled model");
    assertDoesNotThrow(() -> ModelDirectory.bundled().verifyChecksums());
  }

  @Test
  void bundled_absent_isNotFound() {
    assumeTrue(
        ModelDirectory.class.getResource("/io/heed/models/bundled/ag-news/heed.json") == null,
        "built with the bundled model");
    assertFails(Kind.NOT_FOUND, ModelDirectory::bundled, "no bundled model", "heed.json");
  }
}
