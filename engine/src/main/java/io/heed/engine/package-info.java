/** The embeddable library: text in, label out. */
@NullMarked
package io.heed.engine;

import org.jspecify.annotations.NullMarked;
