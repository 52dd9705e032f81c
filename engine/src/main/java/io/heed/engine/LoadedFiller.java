package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.engine.label.MaskFill;
import io.heed.engine.label.MaskHead;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A pipeline with the head of its model. Thread-safe. */
record LoadedFiller(Pipeline pipeline, ModelDescriber describer, MaskHead head, String mask)
    implements LoadedTask, Decoding<List<List<MaskCandidate>>, FilledText> {

  static LoadedFiller load(ModelDirectory directory, EngineSettings settings, int topK) {
    OutputSpec logits = OutputSpec.tokenLogits(OptionalInt.empty());
    return new PipelineLoader(directory, settings, List.of(logits))
        .load(
            loaded -> {
              long maskId =
                  loaded
                      .specialTokenId("mask_token", "[MASK]", "<mask>")
                      .orElseThrow(() -> withoutMask(directory));
              return new LoadedFiller(
                  loaded.pipeline(),
                  loaded.describer(),
                  new MaskHead(maskId, topK),
                  loaded.tokenizer().decode(new long[] {maskId}, false));
            });
  }

  private static EngineException withoutMask(ModelDirectory directory) {
    return new EngineException(
        EngineException.Kind.MODEL,
        directory
            + ": found no mask among the tokens, expected mask_token in tokenizer_config.json, or"
            + " [MASK] or <mask> in tokenizer.json");
  }

  Job<List<List<MaskCandidate>>, FilledText> job(String text, int index) {
    MeasuredTokenizer.Tokenized tokens = pipeline.tokenizer().encode(text, index);
    if (head.positions(tokens.tokens()).length == 0) {
      throw EngineException.invalidInput(
          index, "has no mask, or it was cut off; expected " + mask + " at least once");
    }
    return Job.of(tokens, this);
  }

  @Override
  public List<List<MaskCandidate>> part(ModelOutputs outputs, int row, TokenSequence tokens) {
    int vocabulary = outputs.first().rowSize() / outputs.length();
    int[] positions = head.positions(tokens);
    List<List<MaskCandidate>> masks = new ArrayList<>(positions.length);
    for (int position : positions) {
      float[] logits = outputs.first().row(row, position * vocabulary, vocabulary);
      masks.add(candidates(tokens, head.fill(position, logits), positions.length == 1));
    }
    return masks;
  }

  /** As Hugging Face's fill-mask pipeline: special tokens are shown beside other masks. */
  private List<MaskCandidate> candidates(TokenSequence tokens, MaskFill fill, boolean onlyMask) {
    TextTokenizer tokenizer = pipeline.tokenizer().tokenizer();
    List<MaskCandidate> candidates = new ArrayList<>(fill.tokens().size());
    for (int rank = 0; rank < fill.tokens().size(); rank++) {
      int id = fill.tokens().labelId(rank);
      long[] filled = tokens.ids().clone();
      filled[fill.position()] = id;
      candidates.add(
          new MaskCandidate(
              id,
              tokenizer.decode(new long[] {id}, false),
              fill.tokens().score(rank),
              tokenizer.decode(filled, onlyMask)));
    }
    return candidates;
  }

  @Override
  public FilledText whole(List<List<List<MaskCandidate>>> parts, StageTimes times) {
    return new FilledText(parts.get(0), times);
  }
}
