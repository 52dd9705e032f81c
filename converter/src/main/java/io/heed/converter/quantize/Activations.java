package io.heed.converter.quantize;

/** Quantises activations of one graph, each once however many layers read it. */
interface Activations {
  /** An activation in integers. */
  QuantizedActivation of(String activation);
}
