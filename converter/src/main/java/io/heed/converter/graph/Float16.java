package io.heed.converter.graph;

/** IEEE 754 binary16, which the Java 17 library does not know. Stateless. */
public final class Float16 {
  /** The largest finite value. */
  public static final float MAX_VALUE = 65_504f;

  private Float16() {}

  /** The value of sixteen bits. */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  /** The nearest sixteen bits, ties to even; infinite beyond {@link #MAX_VALUE} and a half step. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (size >= 65_520f) {
      return (short) (sign | 0x7c00);
    }
    if (size < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(size * 0x1p24));
    }
    int rest = bits & 0x1fff;
    int half = ((bits & 0x7fffffff) - (112 << 23)) >>> 13;
    boolean up = rest > 0x1000 || (rest == 0x1000 && (half & 1) == 1);
    return (short) (sign | (half + (up ? 1 : 0)));
  }
}
