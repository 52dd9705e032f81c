package io.heed.server.inference;

import io.heed.engine.FilledText;
import io.heed.engine.MaskCandidate;
import io.heed.engine.MaskFiller;
import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Words at the masks of texts: a row a candidate, best first, mask by mask and text by text. {@code
 * text_index} and {@code mask_index} INT32 say where it fits; {@code token} and {@code sequence}
 * BYTES, {@code token_id} INT32, {@code score} FP32; all [candidates]. With the parameter {@code
 * top_k} so many a mask, else 5. Thread-safe.
 */
final class MaskTask implements TextTask<FilledText> {
  /** The largest {@code top_k}. */
  static final int MOST = 50;

  private static final String TOP_K = "top_k";
  private static final Set<String> PARAMETERS = Set.of(TOP_K);
  private static final int DEFAULT_TOP_K = 5;

  private final MaskFiller filler;

  /** A filler that gives {@link #MOST} candidates. */
  MaskTask(MaskFiller filler) {
    this.filler = filler;
  }

  @Override
  public List<TensorMetadata> outputs() {
    return List.of(
        TensorMetadata.of("text_index", ElementType.INT32, -1),
        TensorMetadata.of("mask_index", ElementType.INT32, -1),
        TensorMetadata.of("token", ElementType.BYTES, -1),
        TensorMetadata.of("token_id", ElementType.INT32, -1),
        TensorMetadata.of("score", ElementType.FP32, -1),
        TensorMetadata.of("sequence", ElementType.BYTES, -1));
  }

  @Override
  public void check(Parameters parameters) {
    parameters.requireKnown(PARAMETERS);
    topK(parameters);
  }

  @Override
  public CompletableFuture<FilledText> answer(String text, RequestOptions options) {
    return filler.fillAsync(text, options);
  }

  @Override
  public CompletableFuture<FilledText> answer(String first, String second, RequestOptions options) {
    return CompletableFuture.failedFuture(
        new ServerException(
            Status.INVALID_ARGUMENT,
            "input text_pair: found one, expected none: the model fills masks of single texts"));
  }

  @Override
  public StageTimes times(FilledText answer) {
    return answer.times();
  }

  @Override
  public Map<String, RawTensor> tensors(List<FilledText> answers, Parameters parameters) {
    int most = topK(parameters);
    int count = 0;
    for (FilledText answer : answers) {
      for (List<MaskCandidate> mask : answer.masks()) {
        count += Math.min(most, mask.size());
      }
    }
    IntRows texts = new IntRows(count);
    IntRows masks = new IntRows(count);
    StringRows tokens = new StringRows(count);
    IntRows ids = new IntRows(count);
    FloatRows scores = new FloatRows(count);
    StringRows sequences = new StringRows(count);
    for (int text = 0; text < answers.size(); text++) {
      List<List<MaskCandidate>> found = answers.get(text).masks();
      for (int mask = 0; mask < found.size(); mask++) {
        List<MaskCandidate> candidates = found.get(mask);
        for (MaskCandidate each : candidates.subList(0, Math.min(most, candidates.size()))) {
          texts.add(text);
          masks.add(mask);
          tokens.add(each.token());
          ids.add(each.tokenId());
          scores.add(each.score());
          sequences.add(each.sequence());
        }
      }
    }
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    tensors.put("text_index", texts.tensor(count));
    tensors.put("mask_index", masks.tensor(count));
    tensors.put("token", tokens.tensor(count));
    tensors.put("token_id", ids.tensor(count));
    tensors.put("score", scores.tensor(count));
    tensors.put("sequence", sequences.tensor(count));
    return tensors;
  }

  private static int topK(Parameters parameters) {
    return Math.min(MOST, parameters.positive(TOP_K, DEFAULT_TOP_K));
  }

  @Override
  public void close() {
    filler.close();
  }
}
