package io.heed.models;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

final class MemoryContractTest extends ModelDirectoryContractTest {
  @Override
  ModelDirectory open() throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    for (String file :
        List.of("README.md", "config.json", "heed.json", "model.onnx", "tokenizer.json")) {
      files.put(file, Fixture.bytes(file));
    }
    return ModelDirectory.of(new MemoryModelSource(Fixture.directory(), files));
  }
}
