package io.heed.engine;

/**
 * A token that fits at a mask. Immutable.
 *
 * @param tokenId its id in the vocabulary
 * @param token its text
 * @param score a probability from 0 to 1, over the vocabulary
 * @param sequence the whole text with the token in place of the mask, as the tokenizer decodes it;
 *     where there are other masks, they and the other special tokens are in it
 */
public record MaskCandidate(int tokenId, String token, float score, String sequence) {}
