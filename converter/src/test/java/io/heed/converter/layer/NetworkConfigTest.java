package io.heed.converter.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.converter.samediff.Nd4jSetup;
import io.heed.converter.train.Preset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class NetworkConfigTest {
  @Test
  void parameters_ofTheLesson_areTheLessons() {
    // Keras' summary of the lesson: embeddings, encoder block, dense 20, dense 4.
    assertEquals(648_192 + 10_656 + 660 + 84, Preset.LESSON.network().parameters());
  }

  @Test
  void parameters_ofAnyPreset_areThoseOfTheGraph() {
    Nd4jSetup.apply();
    for (Preset preset : Preset.values()) {
      long created =
          ClassifierNetwork.inference(preset.network(), DataType.FLOAT, new SplittableRandom(1))
              .parameters()
              .values()
              .stream()
              .map(SDVariable::getArr)
              .mapToLong(array -> array.length())
              .sum();
      assertEquals(created, preset.network().parameters(), preset.optionName());
    }
  }
}
