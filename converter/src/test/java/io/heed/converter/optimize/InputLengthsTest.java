package io.heed.converter.optimize;

import io.heed.converter.graph.OnnxModel;

/** The length of the positions: by Shape, Gather and Unsqueeze, or already short. */
class InputLengthsTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new InputLengths();
  }

  @Override
  void prepare(OnnxModel model) {
    new ConstantNodes().apply(model);
    new StaticShapes().apply(model);
    new ConstantFolding().apply(model);
    new NoOperations().apply(model);
    new OpsetUpgrade(17).apply(model);
    new PaddingMaskForm().apply(model);
  }

  @Override
  int expectedChanges(String graph) {
    return switch (graph) {
      case "classic-dynamo-op18", "hfeager-dynamo-op18", "hfsdpa-dynamo-op23" -> 0;
      case "hfsdpa-dynamo-op20" -> 2; // of the transposition of keys, in each layer
      default -> 1; // of the positions
    };
  }
}
