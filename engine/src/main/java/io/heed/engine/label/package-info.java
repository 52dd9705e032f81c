/**
 * Last stage: logits become ranked scores. Start at {@link io.heed.engine.label.LabelHead};
 * everything here is immutable. Labels are ids here; the names are put on outside.
 */
@NullMarked
package io.heed.engine.label;

import org.jspecify.annotations.NullMarked;
