/**
 * A trained SameDiff graph to an ONNX model of standard operators; SameDiff itself has no exporter.
 *
 * <p>Start at {@link io.heed.converter.export.OnnxExporter}. The walk is {@link
 * io.heed.converter.export.GraphWalk}: it asks for the outputs, so only what they need is written.
 * It follows every variable as a {@link io.heed.converter.export.Value}, either a tensor of known
 * symbolic shape or the integers of a shape computation, which never reach the ONNX graph when
 * constants can say the same. One {@link io.heed.converter.export.OperatorRule} a SameDiff
 * operator; {@link io.heed.converter.export.SubgraphPattern}s recognise compositions for which ONNX
 * has one operator. One export is confined to one thread; the SameDiff graph must rest meanwhile.
 *
 * <p>No training graphs, no loops, no optimisation beyond what the shapes give, no files.
 */
@NullMarked
package io.heed.converter.export;

import org.jspecify.annotations.NullMarked;
