package io.heed.converter.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The length of an axis: a number times named lengths that are known at run time only, such as
 * {@code 4*batch*sequence}. Immutable; equal when always equal.
 */
final class Dimension {
  static final Dimension ONE = of(1);

  private final long factor;
  private final List<String> symbols;

  private Dimension(long factor, List<String> symbols) {
    this.factor = factor;
    this.symbols = symbols;
  }

  static Dimension of(long length) {
    return new Dimension(length, List.of());
  }

  static Dimension symbol(String name) {
    return new Dimension(1, List.of(name));
  }

  static Dimension product(List<Dimension> factors) {
    Dimension product = ONE;
    for (Dimension factor : factors) {
      product = product.times(factor);
    }
    return product;
  }

  boolean isConstant() {
    return symbols.isEmpty();
  }

  boolean is(long length) {
    return symbols.isEmpty() && factor == length;
  }

  /** The number in front; the whole length when constant. */
  long factor() {
    return factor;
  }

  /** The named lengths, sorted, one entry a power. */
  List<String> symbols() {
    return symbols;
  }

  Dimension times(Dimension other) {
    List<String> all = new ArrayList<>(symbols);
    all.addAll(other.symbols);
    Collections.sort(all);
    long product = Math.multiplyExact(factor, other.factor);
    return new Dimension(product, product == 0 ? List.of() : List.copyOf(all));
  }

  /** The quotient where it is a length for every value of the symbols. */
  Optional<Dimension> dividedBy(Dimension divisor) {
    if (divisor.factor == 0 || factor % divisor.factor != 0) {
      return Optional.empty();
    }
    List<String> rest = new ArrayList<>(symbols);
    for (String symbol : divisor.symbols) {
      if (!rest.remove(symbol)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Dimension(factor / divisor.factor, List.copyOf(rest)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dimension that && factor == that.factor && symbols.equals(that.symbols);
  }

  @Override
  public int hashCode() {
    return 31 * symbols.hashCode() + Long.hashCode(factor);
  }

  @Override
  public String toString() {
    if (symbols.isEmpty()) {
      return Long.toString(factor);
    }
    String product = String.join("*", symbols);
    return factor == 1 ? product : factor + "*" + product;
  }
}
