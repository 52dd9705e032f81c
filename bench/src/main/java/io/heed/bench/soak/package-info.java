/**
 * Many requests of all kinds through one engine, and the books afterwards: every one ended once, as
 * it had to, and nothing stays behind. Start at {@link io.heed.bench.soak.SoakRun}.
 *
 * <p>The threads that send are the run's own; one run at a time. No word on speed: that is the
 * other packages'.
 */
@NullMarked
package io.heed.bench.soak;

import org.jspecify.annotations.NullMarked;
