/** Benchmarks: microbenchmarks, load and side-by-side runs. */
@NullMarked
package io.heed.bench;

import org.jspecify.annotations.NullMarked;
