package io.heed.converter.quantize;

/**
 * The names of a quantised activation in the graph.
 *
 * @param codes UINT8 or INT8, of the activation's shape
 * @param scale FLOAT scalar
 * @param zeroPoint scalar of the codes' type
 */
record QuantizedActivation(String codes, String scale, String zeroPoint) {}
