/** From labelled text to a model directory: corpus, training, export, verification. */
@NullMarked
package io.heed.converter;

import org.jspecify.annotations.NullMarked;
