/**
 * What benchmarks compare Heed with, called in the best way known and in the plainest one. Start at
 * {@link io.heed.bench.baseline.BareOrtRun}.
 *
 * <p>Every type is confined to one thread and owns its session until it is closed. Baselines take
 * token ids, not text, and give raw logits: neither tokenizer nor labels are in them.
 */
@NullMarked
package io.heed.bench.baseline;

import org.jspecify.annotations.NullMarked;
