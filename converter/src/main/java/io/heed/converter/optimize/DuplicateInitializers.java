package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.OnnxModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps one of several constants that are the same. */
final class DuplicateInitializers implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    Map<Integer, List<Initializer>> seen = new HashMap<>();
    int changed = 0;
    for (Initializer each : graph.initializers()) {
      if (graph.constant(each.name()) == null || graph.isOutput(each.name())) {
        continue;
      }
      List<Initializer> alike = seen.computeIfAbsent(each.tensorHash(), hash -> new ArrayList<>());
      Initializer first = alike.stream().filter(each::sameTensor).findFirst().orElse(null);
      if (first == null) {
        alike.add(each);
      } else {
        graph.replaceUses(each.name(), first.name());
        changed++;
      }
    }
    graph.removeUnused();
    return changed;
  }
}
