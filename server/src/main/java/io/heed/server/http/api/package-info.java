/**
 * The endpoints: the Open Inference Protocol with Triton's extensions, Hugging Face's, metrics.
 *
 * <p>Each class is a few paths over {@link io.heed.server.service.ModelService}; {@code HttpRoutes}
 * above says which path is whose. Everything is thread-safe, runs on event loops and does not
 * block: what takes long goes to the service's workers. Connections are not known here.
 */
@NullMarked
package io.heed.server.http.api;

import org.jspecify.annotations.NullMarked;
