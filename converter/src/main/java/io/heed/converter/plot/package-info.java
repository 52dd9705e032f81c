/**
 * Pictures of a training and of an evaluation, as SVG text.
 *
 * <p>Start at {@link io.heed.converter.plot.TrainingCurves} and {@link
 * io.heed.converter.plot.ConfusionMatrixPicture}. Text is laid out without AWT, so that a machine
 * needs neither a display nor fonts; whoever views the picture brings the font.
 *
 * <p>A leaf: plain numbers in, a string out. All types are immutable, all methods thread-safe. Not
 * here: files, PNG, interaction.
 */
@NullMarked
package io.heed.converter.plot;

import org.jspecify.annotations.NullMarked;
