package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShapeBucketsTest {
  @Test
  void shapes_smallLimits_areThoseOfBothLaddersWithinTheBudget() {
    // Lengths 16, 32, 40; rows 1, 2, 3, 4, 5; at most 100 tokens.
    assertEquals(
        List.of("[3, 32]", "[2, 40]", "[5, 16]", "[2, 32]", "[4, 16]", "[3, 16]", "[1, 40]"),
        ShapeBuckets.of(40, 5, 100).shapes().stream().map(BatchShape::toString).limit(7).toList());
    assertEquals(10, ShapeBuckets.of(40, 5, 100).shapes().size());
  }

  @Test
  void length_ofAnyText_isTheNextOfTheLadder() {
    ShapeBuckets buckets = ShapeBuckets.of(512, 256, 16_384);
    int[][] expected = {
      {1, 16}, {16, 16}, {17, 32}, {113, 128}, {128, 128}, {129, 160}, {257, 320}, {449, 512}
    };
    for (int[] pair : expected) {
      assertEquals(pair[1], buckets.length(pair[0]));
    }
    assertEquals(500, ShapeBuckets.of(500, 1, 1).length(449), "positions end there");
    assertEquals(600, buckets.length(600), "beyond the ladder a length is its own");
  }

  @Test
  void rows_ofAnyNumber_areTheNextOfTheLadder() {
    ShapeBuckets buckets = ShapeBuckets.of(512, 200, 16_384);
    int[][] expected = {{1, 1}, {2, 2}, {5, 6}, {9, 12}, {17, 24}, {129, 192}, {193, 200}};
    for (int[] pair : expected) {
      assertEquals(pair[1], buckets.rows(pair[0], 16));
    }
  }

  @Test
  void shapes_ofTheUsualLimits_areFewAndHoldEveryRun() {
    ShapeBuckets buckets = ShapeBuckets.of(512, 256, 16_384);
    Set<BatchShape> shapes = new HashSet<>(buckets.shapes());
    assertEquals(shapes.size(), buckets.shapes().size());
    assertEquals(211, shapes.size());
    for (int longest = 1; longest <= 512; longest++) {
      int length = buckets.length(longest);
      for (int texts = 1; texts <= buckets.mostRows(length); texts++) {
        BatchShape shape = new BatchShape(buckets.rows(texts, length), length);
        assertTrue(shapes.contains(shape), shape::toString);
        assertTrue(shape.rows() >= texts && shape.tokens() <= 16_384, shape::toString);
      }
    }
  }

  @Test
  void mostRows_lengthBeyondTheBudget_isOne() {
    assertEquals(1, ShapeBuckets.of(512, 8, 100).mostRows(512));
  }

  @Test
  void of_numbersBelowOne_areRefusedByName() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ShapeBuckets.of(0, 1, 1));
    assertEquals("maxLength: 0, expected 1 or more", refused.getMessage());
  }
}
