/**
 * BERT-family encoders of any size with seeded random weights, written straight to ONNX: models for
 * benchmarks and tests that need no download and no training.
 *
 * <p>Start at {@link io.heed.converter.synthesize.EncoderPreset}, whose {@link
 * io.heed.converter.synthesize.EncoderConfig} can be changed in every number, and hand it to {@link
 * io.heed.converter.synthesize.EncoderWriter} with a {@link
 * io.heed.converter.synthesize.WeightSource}. Weights are streamed to the disk: the memory needed
 * does not grow with the model. Configurations and sources are immutable and thread-safe, writers
 * confined to one thread. The same calls give the same bytes on every machine.
 *
 * <p>Nothing here trains, reads checkpoints, or optimises the graph: it is written as exporters
 * write it, operator by operator.
 */
@NullMarked
package io.heed.converter.synthesize;

import org.jspecify.annotations.NullMarked;
