package io.heed.bench.gpu;

import io.heed.engine.runtime.Device;
import java.util.Optional;

/** Which graphs a device has kernels for, as far as that is known beforehand. Stateless. */
final class Availability {
  private Availability() {}

  /** Why a device does not run a form in a precision; empty if it does. */
  static Optional<String> objection(Device device, GraphForm form, Precision precision) {
    boolean packed = form == GraphForm.PADDING_FREE;
    return switch (device.kind()) {
      case CPU, AUTO ->
          packed
              ? Optional.of("ONNX Runtime has RemovePadding and its like on CUDA only")
              : precision == Precision.INT8
                  ? Optional.of("ONNX Runtime has no signed QAttention on the CPU")
                  : precision == Precision.TF32
                      ? Optional.of("TF32 is a mode of CUDA")
                      : Optional.empty();
      case TENSORRT ->
          packed
              ? Optional.of("TensorRT has no RemovePadding and its like")
              : precision == Precision.TF32
                  ? Optional.of("TensorRT takes TF32 for fp32 as it likes; there is no option")
                  : Optional.empty();
      case CUDA -> Optional.empty();
    };
  }
}
