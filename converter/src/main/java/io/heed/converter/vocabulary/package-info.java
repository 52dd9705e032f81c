/**
 * Words and their ids: the counterpart of Keras' TextVectorization, and its Hugging Face form.
 *
 * <p>Start at {@link io.heed.converter.vocabulary.TextStandardizer}, which turns a text into words,
 * and {@link io.heed.converter.vocabulary.Vocabulary}, which counts words and numbers them. {@link
 * io.heed.converter.vocabulary.TokenizerJson} writes both as a {@code tokenizer.json} that gives
 * the same ids to the same text, so that training and serving cannot drift apart.
 *
 * <p>Everything but the builder is immutable and thread-safe; the builder is confined to one
 * thread.
 *
 * <p>Not here: subwords, reading of foreign {@code tokenizer.json} files (the engine's tokenizer
 * does that), padding.
 */
@NullMarked
package io.heed.converter.vocabulary;

import org.jspecify.annotations.NullMarked;
