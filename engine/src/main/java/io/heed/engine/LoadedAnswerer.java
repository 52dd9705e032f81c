package io.heed.engine;

import io.heed.engine.label.AnswerHead;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.token.Encoding;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import java.util.List;
import java.util.OptionalLong;

/**
 * A pipeline with the head of its model. Thread-safe.
 *
 * @param stride the tokens that two windows of a context share
 * @param classTokenId of the token that stands for "no answer"
 */
record LoadedAnswerer(
    Pipeline pipeline,
    ModelDescriber describer,
    AnswerHead head,
    int stride,
    OptionalLong classTokenId)
    implements LoadedTask {

  static LoadedAnswerer load(
      ModelDirectory directory, EngineSettings settings, AnswerHead head, LongTexts windows) {
    List<OutputSpec> outputs =
        List.of(OutputSpec.positionLogits("start_logits"), OutputSpec.positionLogits("end_logits"));
    return new PipelineLoader(directory, settings, outputs)
        .load(
            loaded ->
                new LoadedAnswerer(
                    loaded.pipeline(),
                    loaded.describer(),
                    head,
                    windows.stride(loaded.tokenizer()),
                    loaded.specialTokenId("cls_token", "[CLS]", "<s>")));
  }

  Job<Logits, Answers> job(Question question, int index) {
    MeasuredTokenizer.Windows windows =
        pipeline.tokenizer().encodePairWindows(question.text(), question.context(), stride, index);
    return Job.of(windows, new Spans(head, question.context(), windows.encodings(), classTokenId));
  }

  /** The logits of a window, a value a token. */
  record Logits(float[] starts, float[] ends) {}

  /** Makes the answers from the logits of a context's windows. */
  private record Spans(
      AnswerHead head, String context, List<Encoding> windows, OptionalLong classTokenId)
      implements Decoding<Logits, Answers> {
    @Override
    public Logits part(ModelOutputs outputs, int row, TokenSequence tokens) {
      return new Logits(
          outputs.tensors().get(0).row(row, tokens.length()),
          outputs.tensors().get(1).row(row, tokens.length()));
    }

    @Override
    public Answers whole(List<Logits> parts, StageTimes times) {
      List<float[]> starts = parts.stream().map(Logits::starts).toList();
      List<float[]> ends = parts.stream().map(Logits::ends).toList();
      return new Answers(head.answers(context, windows, starts, ends, classTokenId), times);
    }
  }
}
