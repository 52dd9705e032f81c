package io.heed.converter.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The batch of ONNX Runtime's documentation: texts of 1, 2 and 4 tokens in rows of 4. */
class PaddingTest {
  private static final Tensor COUNTS = Tensor.ints(new int[] {1, 2, 4}, 3);
  private static final Tensor PLACES =
      Tensor.ints(new int[] {0, 4, 5, 8, 9, 10, 11, 1, 2, 3, 6, 7}, 3, 4);
  private static final float[] NUMBERS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

  @Test
  void remove_documentedBatch_givesTokensAndTheirPlaces() {
    Tensor input = Tensor.floats(NUMBERS, 3, 4, 1);

    List<Tensor> made = OneNode.interpreted("RemovePadding", List.of(input, COUNTS));

    assertEquals(Tensor.floats(new float[] {0, 4, 5, 8, 9, 10, 11}, 7, 1), made.get(0));
    assertEquals(PLACES, made.get(1));
    assertEquals(Tensor.ints(new int[] {0, 1, 3, 7}, 4), made.get(2));
    assertEquals(Tensor.ints(new int[] {4}, 1), made.get(3));
  }

  @Test
  void restore_documentedBatch_fillsPaddingWithZeros() {
    Tensor tokens = Tensor.floats(new float[] {1, 4, 5, 8, 9, 10, 11}, 7, 1);

    Tensor restored = OneNode.interpreted("RestorePadding", List.of(tokens, PLACES)).get(0);

    assertArrayEquals(new long[] {3, 4, 1}, restored.shape());
    assertArrayEquals(new float[] {1, 0, 0, 0, 4, 5, 0, 0, 8, 9, 10, 11}, restored.floats());
  }

  @Test
  void remove_halfPrecision_keepsTypeAndBits() {
    Tensor input = Tensor.halves(new float[] {0.1f, 2, 3, 4}, 2, 1, 2);

    List<Tensor> made =
        OneNode.interpreted("RemovePadding", List.of(input, Tensor.ints(new int[] {1, 0}, 2)));

    assertEquals(ElementType.FLOAT16, made.get(0).type());
    assertEquals(Tensor.halves(new float[] {0.1f, 2}, 1, 2), made.get(0));
    assertEquals(Tensor.ints(new int[] {0, 1, 1}, 3), made.get(2));
  }

  @Test
  void remove_moreTokensThanPlaces_namesNodeRowAndCount() {
    ConverterException thrown =
        assertThrows(
            ConverterException.class,
            () ->
                OneNode.interpreted(
                    "RemovePadding",
                    List.of(Tensor.floats(NUMBERS, 3, 4, 1), Tensor.ints(new int[] {1, 5, 0}, 3))));

    assertEquals(ConverterException.Kind.INPUT, thrown.kind());
    assertEquals(
        "RemovePadding node \"out\": sequence_token_count: found 5 of row 1, expected 0 to 4"
            + " tokens",
        thrown.getMessage());
  }

  @Test
  void remove_wrongShapes_nameNodeInputAndShape() {
    for (List<Tensor> inputs :
        List.of(
            List.of(Tensor.floats(NUMBERS, 3, 4), COUNTS),
            List.of(Tensor.floats(NUMBERS, 3, 4, 1), Tensor.ints(new int[] {1, 2}, 2)),
            List.of(Tensor.floats(NUMBERS, 3, 4, 1), Tensor.longs(new long[] {1, 2, 4}, 3)))) {
      ConverterException thrown =
          assertThrows(
              ConverterException.class,
              () -> OneNode.interpreted("RemovePadding", List.copyOf(inputs)));
      assertTrue(
          thrown.getMessage().startsWith("RemovePadding node \"out\": "), thrown::getMessage);
      assertTrue(thrown.getMessage().contains("["), thrown::getMessage);
    }
  }

  @Test
  void restore_wrongPlaces_areErrors() {
    Tensor tokens = Tensor.floats(new float[] {1, 2}, 2, 1);
    for (Tensor places :
        List.of(Tensor.ints(new int[] {0}, 1, 1), Tensor.ints(new int[] {0, 9}, 1, 2))) {
      assertThrows(
          ConverterException.class,
          () -> OneNode.interpreted("RestorePadding", List.of(tokens, places)));
    }
  }
}
