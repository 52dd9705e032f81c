package io.heed.engine.runtime;

import java.util.Optional;

/**
 * The type of a tensor's elements, by the datatype names of the Open Inference Protocol. Immutable.
 */
public enum ElementType {
  /** A byte an element, 0 or 1. */
  BOOL("BOOL", 1),
  /** 8 bits without sign. */
  UINT8("UINT8", 1),
  /** 16 bits without sign. */
  UINT16("UINT16", 2),
  /** 32 bits without sign. */
  UINT32("UINT32", 4),
  /** 64 bits without sign. */
  UINT64("UINT64", 8),
  /** 8 bits, two's complement. */
  INT8("INT8", 1),
  /** 16 bits, two's complement. */
  INT16("INT16", 2),
  /** 32 bits, two's complement. */
  INT32("INT32", 4),
  /** 64 bits, two's complement. */
  INT64("INT64", 8),
  /** IEEE 754 binary16. */
  FP16("FLOAT16", 2),
  /** The upper half of a binary32. */
  BF16("BFLOAT16", 2),
  /** IEEE 754 binary32. */
  FP32("FLOAT", 4),
  /** IEEE 754 binary64. */
  FP64("DOUBLE", 8),
  /** Strings of UTF-8, each of its own length. */
  BYTES("STRING", 0);

  private final String graphName;
  private final int sizeBytes;

  ElementType(String graphName, int sizeBytes) {
    this.graphName = graphName;
    this.sizeBytes = sizeBytes;
  }

  /** The type that ONNX gives this name, such as {@code FLOAT}; empty if no tensor can have it. */
  public static Optional<ElementType> ofGraph(String name) {
    for (ElementType type : values()) {
      if (type.graphName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The name in ONNX, such as {@code FLOAT}. */
  public String graphName() {
    return graphName;
  }

  /** The bytes of an element; 0 for {@link #BYTES}, whose elements differ. */
  public int sizeBytes() {
    return sizeBytes;
  }
}
