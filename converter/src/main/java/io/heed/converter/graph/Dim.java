package io.heed.converter.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The length of an axis, or a whole number computed from lengths: a product of a number and
 * symbols, such as {@code 12·batch}. What cannot be said so gets a symbol of its own, so that equal
 * dims are equal in every run. Immutable.
 */
public final class Dim {
  /** Beyond this a product is of no use, and hostile graphs make it grow without end. */
  private static final int MOST_SYMBOLS = 32;

  private static final AtomicLong UNKNOWNS = new AtomicLong();

  private final long factor;
  private final List<String> symbols;

  private Dim(long factor, List<String> symbols) {
    this.factor = factor;
    this.symbols = symbols;
  }

  /** A number. */
  public static Dim of(long number) {
    return new Dim(number, List.of());
  }

  /** A length that a run chooses; equal names mean equal lengths. */
  public static Dim symbol(String name) {
    return new Dim(1, List.of(name));
  }

  /** A number of which nothing is known; equal to itself only. */
  static Dim unknown() {
    return symbol("?" + UNKNOWNS.incrementAndGet());
  }

  /** The number, if it is the same in every run. */
  public OptionalLong number() {
    return symbols.isEmpty() || factor == 0 ? OptionalLong.of(factor) : OptionalLong.empty();
  }

  /** Whether it is this number in every run. */
  public boolean is(long number) {
    return number().isPresent() && factor == number;
  }

  /** The symbols it is a product of, in order; one that is a factor twice is there twice. */
  public List<String> symbols() {
    return List.copyOf(symbols);
  }

  /** The number for given lengths of the symbols; unknown ones must be among them. */
  public OptionalLong number(Map<String, Long> lengths) {
    long number = factor;
    for (String symbol : symbols) {
      Long length = lengths.get(symbol);
      if (length == null) {
        return OptionalLong.empty();
      }
      number *= length;
    }
    return OptionalLong.of(number);
  }

  /** The product. */
  Dim times(Dim other) {
    if (symbols.size() + other.symbols.size() > MOST_SYMBOLS) {
      return unknown();
    }
    List<String> all = new ArrayList<>(symbols);
    all.addAll(other.symbols);
    Collections.sort(all);
    long product = Math.multiplyExact(factor, other.factor);
    return new Dim(product, product == 0 ? List.of() : all);
  }

  /** The quotient if it is exact whatever the symbols are; else unknown. */
  Dim over(Dim other) {
    List<String> left = new ArrayList<>(symbols);
    for (String symbol : other.symbols) {
      if (!left.remove(symbol)) {
        return unknown();
      }
    }
    return other.factor == 0 || factor % other.factor != 0
        ? unknown()
        : new Dim(factor / other.factor, left);
  }

  /** The sum if one is a number that says nothing or both are; else unknown. */
  Dim plus(Dim other) {
    if (number().isPresent() && other.number().isPresent()) {
      return of(Math.addExact(factor, other.factor));
    }
    if (is(0)) {
      return other;
    }
    if (other.is(0)) {
      return this;
    }
    return symbols.equals(other.symbols)
        ? new Dim(Math.addExact(factor, other.factor), symbols)
        : unknown();
  }

  /** The negative. */
  Dim negative() {
    return new Dim(Math.negateExact(factor), symbols);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dim dim && factor == dim.factor && symbols.equals(dim.symbols);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(factor) + symbols.hashCode();
  }

  @Override
  public String toString() {
    String product = String.join("·", symbols);
    return symbols.isEmpty()
        ? Long.toString(factor)
        : factor == 1 ? product : factor + "·" + product;
  }
}
