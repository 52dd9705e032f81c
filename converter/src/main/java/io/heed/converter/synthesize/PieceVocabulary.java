package io.heed.converter.synthesize;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A WordPiece vocabulary of any size for lower-cased English, made up without a corpus: the special
 * tokens, every character, common words and endings, all pairs of letters, syllables, words of two
 * syllables. A larger vocabulary begins with the smaller one.
 *
 * <p>No ASCII text is unknown, since its words can be spelt letter by letter. Stateless.
 */
final class PieceVocabulary {
  static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  static final String CONTINUED = "##";

  private static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LETTERS = 26;

  /** The special tokens and the characters that lower-cased ASCII consists of. */
  static final int MIN_SIZE = SPECIAL.size() + characters().size();

  private static final List<String> WORDS =
      List.of(
          ("the of and to in a is that for it as was with on by he his at be this from are or an"
                  + " have not had they which one were their all has been would who will there if"
                  + " more when so no said out up what about into than its time only could new them"
                  + " some after may first also other two any like over such our most then these"
                  + " now before must through years where much your well down should because each"
                  + " just those people how too good very make world still see own men work long"
                  + " here get both between life being under never day same another know year while"
                  + " last might us great since against right came take used himself few house use"
                  + " place during high without again home around small however found part school"
                  + " say once upon company market news government price game team city state")
              .split(" "));
  private static final List<String> ENDINGS =
      List.of(
          "s", "ed", "ing", "er", "ly", "es", "ion", "tion", "al", "ment", "ness", "able", "ity",
          "ous", "ive", "ate", "ers", "ings", "est", "ful", "less", "ism", "ist", "ize", "age",
          "ance", "ence", "ary", "ic", "ical", "ship", "hood", "land", "man", "day", "ward");

  private PieceVocabulary() {}

  /** The entries, by id; at least {@link #MIN_SIZE} and at most about 300 million. */
  static List<String> of(int size) {
    Set<String> pieces = new LinkedHashSet<>(SPECIAL);
    pieces.addAll(characters());
    addUpTo(size, pieces, WORDS);
    addUpTo(size, pieces, ENDINGS.stream().map(CONTINUED::concat).toList());
    for (int pair = 0; pieces.size() < size && pair < LETTERS * LETTERS; pair++) {
      String letters = letter(pair / LETTERS) + letter(pair % LETTERS);
      addUpTo(size, pieces, List.of(letters, CONTINUED + letters));
    }
    for (int i = 0; pieces.size() < size && i < Syllables.count(); i++) {
      addUpTo(size, pieces, List.of(Syllables.of(i), CONTINUED + Syllables.of(i)));
    }
    for (int i = 0; pieces.size() < size; i++) {
      // Neighbours differ in both syllables; the step and the count have no common divisor.
      String second = Syllables.of((int) (i * 7_919L % Syllables.count()));
      pieces.add(Syllables.of(i / 50 % Syllables.count()) + second);
    }
    return List.copyOf(pieces);
  }

  private static List<String> characters() {
    List<String> characters = new ArrayList<>();
    for (char c = '!'; c <= '~'; c++) {
      if (c < 'A' || c > 'Z') {
        characters.add(String.valueOf(c));
      }
    }
    for (int i = 0; i < ALPHANUMERIC.length(); i++) {
      characters.add(CONTINUED + ALPHANUMERIC.charAt(i));
    }
    return characters;
  }

  private static String letter(int index) {
    return ALPHANUMERIC.substring(index, index + 1);
  }

  private static void addUpTo(int size, Set<String> pieces, List<String> more) {
    for (String piece : more) {
      if (pieces.size() == size) {
        return;
      }
      pieces.add(piece);
    }
  }
}
