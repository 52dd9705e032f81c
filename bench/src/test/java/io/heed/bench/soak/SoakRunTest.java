package io.heed.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.TextClassifier;
import io.heed.engine.error.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakRunTest {
  @TempDir Path folder;

  @Test
  void model_wordsAndPoison_answerAsTheyMust() {
    try (TextClassifier classifier = TextClassifier.load(SoakModel.write(folder.resolve("m")))) {
      for (int word = 0; word < SoakModel.WORDS; word++) {
        assertEquals(SoakModel.label(word), classifier.classify(SoakModel.text(word, 3)).label());
      }
      EngineException failed =
          assertThrows(EngineException.class, () -> classifier.classify("w1 " + SoakModel.POISON));
      assertEquals(EngineException.Kind.RUNTIME, failed.kind());
    }
  }

  @Test
  void run_someThousands_leavesNoFault() throws InterruptedException {
    SoakResult result =
        new SoakRun(SoakModel.write(folder.resolve("m")), 20_000, 3, 7, line -> {}).run();
    assertEquals(20_000, result.sent());
    assertEquals(20_000, result.ended());
    assertEquals(0, result.requestsInside());
    assertEquals(Map.of(), result.openHandles());
    for (String outcome : List.of("ok", "failed as it had to", "cancelled", "deadline_exceeded")) {
      assertTrue(result.outcomes().containsKey(outcome), result::text);
    }
    // Of 20,000 requests memory says nothing yet.
    assertEquals(
        List.of(),
        result.faults().stream().filter(fault -> !fault.contains("grew")).toList(),
        result::text);
  }

  @Test
  void faults_ofBadBooks_areAllNamed() {
    SoakResult bad =
        new SoakResult(
            Map.of(),
            1,
            10,
            9,
            Map.of("ok", 8L, "wrong answer, not one", 1L),
            1,
            5,
            Map.of("TENSOR", 2L),
            List.of(
                new MemorySample(1, 100, 1000),
                new MemorySample(2, 100, 1000),
                new MemorySample(3, 200, 2000),
                new MemorySample(4, 300, 2000)));
    assertEquals(6, bad.faults().size(), () -> bad.faults().toString());
  }

  @Test
  void faults_memoryThatSwingsOrThatFailedRunsKeep_isFlat() {
    SoakResult flat =
        new SoakResult(
            Map.of(),
            1,
            10,
            10,
            Map.of("ok", 5L, "failed as it had to", 5L),
            0,
            0,
            Map.of(),
            List.of(
                new MemorySample(1, 100, 3000),
                new MemorySample(2, 150, 1000),
                new MemorySample(3, 100, 5000),
                new MemorySample(4, 180, 2000)));
    assertEquals(List.of(), flat.faults());
  }
}
