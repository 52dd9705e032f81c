package io.heed.engine.token;

/**
 * The token ids of one text, special tokens included, without padding. Immutable by agreement: the
 * arrays are handed out as they are and nobody writes to them.
 */
public final class TokenSequence {
  private final long[] ids;
  private final long[] typeIds;

  private TokenSequence(long[] ids, long[] typeIds) {
    this.ids = ids;
    this.typeIds = typeIds;
  }

  /** A sequence over these arrays, which are not copied and must be of one length. */
  public static TokenSequence of(long[] ids, long[] typeIds) {
    if (ids.length != typeIds.length) {
      throw new IllegalArgumentException(
          "typeIds: length " + typeIds.length + ", expected that of ids, " + ids.length);
    }
    return new TokenSequence(ids, typeIds);
  }

  /** The vocabulary ids; not to be written to. */
  public long[] ids() {
    return ids;
  }

  /** The segment of each token (0, or 1 in the second text of a pair); not to be written to. */
  public long[] typeIds() {
    return typeIds;
  }

  /** The number of tokens; 0 where the tokenizer finds none and adds no special tokens. */
  public int length() {
    return ids.length;
  }

  /** The tokens at these positions only. */
  TokenSequence pick(int[] positions) {
    long[] pickedIds = new long[positions.length];
    long[] pickedTypeIds = new long[positions.length];
    for (int i = 0; i < positions.length; i++) {
      pickedIds[i] = ids[positions[i]];
      pickedTypeIds[i] = typeIds[positions[i]];
    }
    return new TokenSequence(pickedIds, pickedTypeIds);
  }
}
