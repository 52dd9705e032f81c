/**
 * What the raw results of a run say: JMH's JSON in, tables and a picture out. Start at {@link
 * io.heed.bench.report.ClassifyReport}.
 *
 * <p>All types are immutable. Nothing is measured here, and no claim is made that the file does not
 * carry: a part that is a difference says of what.
 */
@NullMarked
package io.heed.bench.report;

import org.jspecify.annotations.NullMarked;
