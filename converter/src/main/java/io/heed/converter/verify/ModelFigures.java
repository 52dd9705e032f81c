package io.heed.converter.verify;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a comparison tells of one model alone.
 *
 * @param name the file, or what the caller named it
 * @param sizeBytes with external data
 * @param interpreted whether it holds operators that ONNX Runtime runs on CUDA alone, which {@link
 *     io.heed.converter.reference.ReferenceGraph} computed in its place
 * @param load how long it took to load, once
 * @param speed if it was measured
 * @param accuracy the share of texts whose right label had the largest logit, if the labels are
 *     known
 */
public record ModelFigures(
    String name,
    long sizeBytes,
    boolean interpreted,
    Duration load,
    Optional<Speed> speed,
    OptionalDouble accuracy) {}
