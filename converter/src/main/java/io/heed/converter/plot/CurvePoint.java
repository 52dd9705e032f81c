package io.heed.converter.plot;

/**
 * Where a training stood.
 *
 * @param series what was measured, such as {@code training} or {@code validation}
 * @param epoch epochs done, in parts where it was measured within one
 * @param loss the mean loss; NaN where it was not measured
 * @param accuracy the share of right answers, 0 to 1; NaN where it was not measured
 */
public record CurvePoint(String series, double epoch, double loss, double accuracy) {}
