/**
 * What the engine measures while it works. Start at {@link io.heed.engine.metrics.EngineMetrics};
 * everything here is thread-safe. A leaf: it imports nothing of the engine. It exports nothing by
 * itself: an application brings its registry.
 */
@NullMarked
package io.heed.engine.metrics;

import org.jspecify.annotations.NullMarked;
