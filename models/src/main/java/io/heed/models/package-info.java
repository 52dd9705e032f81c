/** The model directory: what a writer of a model leaves and what a runner of a model reads. */
@NullMarked
package io.heed.models;

import org.jspecify.annotations.NullMarked;
