package io.heed.bench.throughput;

import io.heed.bench.encoder.EncoderText;
import io.heed.bench.encoder.TokenSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the contestants do the same work. Stateless. */
public final class Agreement {
  private Agreement() {}

  /**
   * The largest difference of a component from the vectors of one text a run, by contestant. With
   * dynamic quantisation a text's vector depends on its batch, so that padded batches differ.
   */
  public static Map<String, Double> largestDifferences(
      List<Contestant> contestants, Contestant reference, List<EncoderText> texts) {
    float[][] expected = reference.encoder().encode(texts, TokenSource.TOKENIZER);
    Map<String, Double> differences = new LinkedHashMap<>();
    for (Contestant contestant : contestants) {
      float[][] found = contestant.encoder().encode(texts, TokenSource.TOKENIZER);
      double largest = 0;
      for (int text = 0; text < found.length; text++) {
        for (int i = 0; i < found[text].length; i++) {
          largest = Math.max(largest, Math.abs((double) found[text][i] - expected[text][i]));
        }
      }
      differences.put(contestant.name(), largest);
    }
    return differences;
  }
}
