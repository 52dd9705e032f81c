/**
 * What the server counts, as Prometheus reads it.
 *
 * <p>Start at {@link io.heed.server.metrics.ServerMetrics}: a registry of Micrometer for Heed's own
 * metrics, the engine's and the JVM's, and {@link io.heed.server.metrics.TritonMetrics} under the
 * names that dashboards for Triton look for. Thread-safe. Which port shows it is not known here.
 */
@NullMarked
package io.heed.server.metrics;

import org.jspecify.annotations.NullMarked;
