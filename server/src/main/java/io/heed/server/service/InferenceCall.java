package io.heed.server.service;

import io.heed.server.inference.InferenceRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request to one of the models. Immutable.
 *
 * @param protocol that brought it: {@code grpc}, {@code http} or {@code binary}
 * @param model the name
 * @param version which one; null leaves the choice to the repository
 * @param id the client's name for the request, which the answer bears; empty for none
 * @param trace the value of the header {@code traceparent} (W3C Trace Context), as it came; empty
 *     for none
 * @param request what is asked
 */
public record InferenceCall(
    String protocol,
    String model,
    @Nullable Long version,
    String id,
    String trace,
    InferenceRequest request) {}
