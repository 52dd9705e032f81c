/**
 * Last stage: raw outputs of a model become answers, a head a task: {@link
 * io.heed.engine.label.LabelHead} for classification, where to start; {@link
 * io.heed.engine.label.EntityHead}, {@link io.heed.engine.label.AnswerHead}, {@link
 * io.heed.engine.label.MaskHead} and {@link io.heed.engine.label.EmbeddingHead}. Everything here is
 * immutable, and heads are pure functions: they run no model and read no file. Labels of a
 * classification are ids here; the names are put on outside.
 */
@NullMarked
package io.heed.engine.label;

import org.jspecify.annotations.NullMarked;
