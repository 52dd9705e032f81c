package io.heed.bench.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.engine.Classification;
import io.heed.server.client.Prediction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LoopbackCallsTest {
  @Test
  void everyContestantButTheEcho_sameText_sameLabel() {
    try (LoopbackCalls calls =
        LoopbackCalls.open(List.of("Oil prices soar", "The team wins the final"))) {
      Set<String> labels = new TreeSet<>();
      for (int i = 0; i < LoopbackCalls.NAMES.size(); i++) {
        Object answer = calls.call(i, 1);
        if (answer instanceof Classification classification) {
          labels.add(classification.label());
        } else if (answer instanceof Prediction prediction) {
          labels.add(prediction.label());
        } else if (answer instanceof byte[] json) {
          labels.add(new String(json, UTF_8).replaceAll(".*?\"label\":\"(\\w+)\".*", "$1"));
        } else {
          assertEquals(1, answer); // the echo's number
        }
      }
      assertEquals(Set.of("Sports"), labels);
    }
  }
}
