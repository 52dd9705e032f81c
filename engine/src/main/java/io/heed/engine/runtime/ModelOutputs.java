package io.heed.engine.runtime;

import java.util.List;

/**
 * The outputs of a run in the order of the specs that the model was loaded with. Valid until the
 * next run of the runner that gave them; confined to that runner's thread.
 *
 * @param tensors one a spec
 * @param length the tokens of each text, padding included
 */
public record ModelOutputs(List<OutputTensor> tensors, int length) {
  /** The first output, the only one of most tasks. */
  public OutputTensor first() {
    return tensors.get(0);
  }
}
