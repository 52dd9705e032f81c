package io.heed.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DiskContractTest extends ModelDirectoryContractTest {
  @Override
  ModelDirectory open() {
    return ModelDirectory.open(Fixture.directory());
  }

  @Test
  void path_ofAFile_isOnDisk() {
    assertEquals(Optional.of(Fixture.directory().resolve("model.onnx")), open().path("model.onnx"));
  }
}
