/**
 * Labelled texts from files: CSV, TSV, JSON Lines.
 *
 * <p>Start at {@link io.heed.converter.corpus.Corpus#read}, which holds a file in memory, or at
 * {@link io.heed.converter.corpus.CorpusReader}, which streams it. {@link
 * io.heed.converter.corpus.CorpusOptions} says where the label and the text stand and what happens
 * to a row that does not fit; {@link io.heed.converter.corpus.StratifiedSplit} sets a part aside.
 *
 * <p>Readers are confined to one thread; everything else is immutable.
 *
 * <p>Not here: tokens and vocabularies, compressed files, encodings other than UTF-8.
 */
@NullMarked
package io.heed.converter.corpus;

import org.jspecify.annotations.NullMarked;
