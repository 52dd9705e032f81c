package io.heed.bench.report;

import java.util.OptionalDouble;

/**
 * A line of a breakdown. Immutable.
 *
 * @param name what it is, for people
 * @param micros microseconds a call, over the rounds
 * @param share the same as a share of classify in the same round
 * @param allocatedBytes bytes of Java heap a call, where measured
 */
record Part(String name, Spread micros, Spread share, OptionalDouble allocatedBytes) {}
