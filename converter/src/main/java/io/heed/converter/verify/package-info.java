/**
 * Checks that a converted model computes what the original computes.
 *
 * <p>Start at {@link io.heed.converter.verify.ExportParity}. Runs ONNX Runtime through the engine,
 * so what is checked is what will be served. Nothing is written here; whoever writes a model checks
 * it first. Confined to the calling thread.
 */
@NullMarked
package io.heed.converter.verify;

import org.jspecify.annotations.NullMarked;
