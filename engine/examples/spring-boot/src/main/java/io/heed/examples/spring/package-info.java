/**
 * A web service that classifies texts with Heed. Start at {@link
 * io.heed.examples.spring.HeedConfiguration}, which makes the one classifier of the application;
 * {@link io.heed.examples.spring.ClassifyController} is the way in, {@link
 * io.heed.examples.spring.EngineProblems} the way out for errors.
 *
 * <p>Everything here is thread-safe. It knows neither users nor quotas: put it behind a gateway
 * that does.
 */
@NullMarked
package io.heed.examples.spring;

import org.jspecify.annotations.NullMarked;
