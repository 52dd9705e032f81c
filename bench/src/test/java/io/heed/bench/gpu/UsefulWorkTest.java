package io.heed.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Operations, counted by hand. */
class UsefulWorkTest {
  @Test
  void operations_ofASmallEncoder_areThoseOfTheFormula() {
    UsefulWork work = new UsefulWork(2, 3, 5, 4);
    // weights of a layer: q, k, v and output 4 · 3 · 3 = 36, feed-forward 2 · 3 · 5 = 30
    // tokens 1 + 2 = 3: 2 layers · 66 weights · 3 tokens · 2 = 792
    // attention: scores and sums, each 2 · hidden · length², 4 · 3 · (1 + 4) · 2 layers = 120
    // head: (9 + 12) · 2 · 2 texts = 84
    assertEquals(792 + 120 + 84, work.operations(1, 2));
  }

  @Test
  void operations_ofBertBase_areTheWellKnownNumber() {
    // 12 layers of 7,077,888 weights in matrix products: 85 million; a text of 128 tokens
    double perText = UsefulWork.of(ModelShape.BERT_BASE.config()).operations(128);
    double head = 2.0 * (768 * 768 + 768 * 16);
    assertEquals(2.0 * 84_934_656 * 128 + 4.0 * 12 * 768 * 128 * 128 + head, perText);
    assertEquals(22.3e9, perText, 0.1e9);
  }
}
