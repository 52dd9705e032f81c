/**
 * The one exception of this module. A leaf: every package here may throw it; it knows none of them.
 */
@NullMarked
package io.heed.bench.error;

import org.jspecify.annotations.NullMarked;
