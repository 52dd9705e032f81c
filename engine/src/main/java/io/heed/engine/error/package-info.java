/**
 * The one exception of the engine. Start at {@link io.heed.engine.error.EngineException};
 * everything here is immutable. A leaf: it imports nothing of the engine.
 */
@NullMarked
package io.heed.engine.error;

import org.jspecify.annotations.NullMarked;
