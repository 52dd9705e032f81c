package io.heed.converter.evaluate;

/**
 * How well one class is found. A ratio whose denominator is 0 is 0.
 *
 * @param label the class
 * @param precision the right share of the texts taken for this class
 * @param recall the found share of the texts of this class
 * @param f1 the harmonic mean of both
 * @param support the number of texts of this class
 */
public record ClassScore(String label, double precision, double recall, double f1, long support) {}
