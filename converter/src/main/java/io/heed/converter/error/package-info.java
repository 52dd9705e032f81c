/**
 * The converter's one exception.
 *
 * <p>A leaf: every stage throws {@link io.heed.converter.error.ConverterException}, and only the
 * command line turns its kind into an exit code. Nothing here is logged or recovered from. All
 * types are immutable.
 */
@NullMarked
package io.heed.converter.error;

import org.jspecify.annotations.NullMarked;
