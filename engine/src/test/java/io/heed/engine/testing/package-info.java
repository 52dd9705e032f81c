/** What the tests of several packages share. */
@NullMarked
package io.heed.engine.testing;

import org.jspecify.annotations.NullMarked;
