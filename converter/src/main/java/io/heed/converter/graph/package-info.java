/**
 * ONNX models to be rewritten: nodes, values and who uses them, constants, types and shapes.
 *
 * <p>Start at {@link io.heed.converter.graph.OnnxModel}, which reads and writes; its {@link
 * io.heed.converter.graph.Graph} is what changes; {@link io.heed.converter.graph.ShapeInference}
 * tells what is known of each value. What is not touched comes out as it went in, in its order.
 * Same steps, same bytes. Everything here is confined to one thread.
 *
 * <p>A leaf: nothing here computes a model or decides what is worth changing. Subgraphs of {@code
 * If}, {@code Loop} and {@code Scan} are carried along, not looked into, except for the names they
 * use.
 */
@NullMarked
package io.heed.converter.graph;

import org.jspecify.annotations.NullMarked;
