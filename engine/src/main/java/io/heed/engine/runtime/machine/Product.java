package io.heed.engine.runtime.machine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a library belongs to. Immutable.
 *
 * @param name in NVIDIA's words, with the major version the library's name has; empty for libraries
 *     of the system
 * @param family which of NVIDIA's packages has it
 */
record Product(String name, Family family) {
  /** NVIDIA's packages, each of a version of its own. */
  enum Family {
    /** The CUDA toolkit: runtime and mathematics. */
    CUDA,
    /** cuDNN. */
    CUDNN,
    /** TensorRT. */
    TENSORRT,
    /** The driver. */
    DRIVER,
    /** None of them. */
    SYSTEM
  }

  private static final Pattern SONAME =
      Pattern.compile("lib([A-Za-z]+)(?:_[a-z_]+)?\\.so(?:\\.([0-9]+).*)?");

  /** The product of a name such as {@code libcublas.so.12}. */
  static Product of(String soname) {
    Matcher matcher = SONAME.matcher(soname);
    if (!matcher.matches()) {
      return new Product("", Family.SYSTEM);
    }
    String major = matcher.group(2) == null ? "" : " " + matcher.group(2);
    return switch (matcher.group(1)) {
      case "cudart" -> new Product("CUDA" + major + " runtime", Family.CUDA);
      case "cublas", "cublasLt" -> new Product("CUDA" + major + " cuBLAS", Family.CUDA);
      case "nvrtc" -> new Product("CUDA" + major + " NVRTC", Family.CUDA);
      case "nvJitLink" -> new Product("CUDA" + major + " nvJitLink", Family.CUDA);
      case "curand" -> new Product("CUDA's cuRAND" + major, Family.CUDA);
      case "cufft" -> new Product("CUDA's cuFFT" + major, Family.CUDA);
      case "cudnn" -> new Product("cuDNN" + major, Family.CUDNN);
      case "nvinfer", "nvonnxparser" -> new Product("TensorRT" + major, Family.TENSORRT);
      case "cuda" -> new Product("NVIDIA driver", Family.DRIVER);
      default -> new Product("", Family.SYSTEM);
    };
  }

  /** Whether it comes from NVIDIA. */
  boolean isOfNvidia() {
    return family != Family.SYSTEM;
  }
}
