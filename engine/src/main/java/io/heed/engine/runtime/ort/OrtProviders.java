package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.machine.MachineFiles;
import io.heed.engine.runtime.machine.NvidiaDriver;
import io.heed.engine.runtime.machine.Obstacles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns a device into execution providers of a session. Stateless. */
final class OrtProviders {
  private OrtProviders() {}

  /**
   * The device that {@code auto} stands for: CUDA if this ONNX Runtime has it and a driver is
   * there.
   */
  static Device resolve(Device device) {
    if (device.kind() != Device.Kind.AUTO) {
      return device;
    }
    boolean cuda =
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)
            && NvidiaDriver.isPresent(MachineFiles.ofThisMachine());
    return cuda ? new Device(Device.Kind.CUDA, 0) : Device.CPU;
  }

  /**
   * Adds the device's providers.
   *
   * @throws EngineException of kind MODEL that says what is missing
   */
  static void add(SessionOptions session, Device device, Map<String, String> options)
      throws OrtException {
    ProviderKeys.check(device, options);
    switch (device.kind()) {
      case CPU, AUTO -> {}
      case CUDA -> {
        require(OrtProvider.CUDA, device);
        bring(device, OrtNatives.CUDA);
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
          for (Map.Entry<String, String> option : options.entrySet()) {
            cuda.add(option.getKey(), option.getValue());
          }
          session.addCUDA(cuda);
        } catch (OrtException e) {
          throw missing(device, e);
        }
      }
      case TENSORRT -> {
        require(OrtProvider.TENSOR_RT, device);
        bring(device, OrtNatives.TENSORRT, OrtNatives.CUDA);
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(device.index());
            OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
          for (Map.Entry<String, String> option : options.entrySet()) {
            if (ProviderKeys.isForTensorRt(option.getKey())) {
              tensorRt.add(option.getKey(), option.getValue());
            } else {
              cuda.add(option.getKey(), option.getValue());
            }
          }
          session.addTensorrt(tensorRt);
          session.addCUDA(cuda); // for what TensorRT leaves over
        } catch (OrtException e) {
          throw missing(device, e);
        }
      }
    }
  }

  /**
   * Checks that this ONNX Runtime has the device's provider at all.
   *
   * @throws EngineException of kind MODEL if not
   */
  static void require(Device device) {
    switch (device.kind()) {
      case CPU, AUTO -> {}
      case CUDA -> require(OrtProvider.CUDA, device);
      case TENSORRT -> require(OrtProvider.TENSOR_RT, device);
    }
  }

  private static void require(OrtProvider provider, Device device) {
    if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          "device "
              + device
              + ": this build of ONNX Runtime has the providers "
              + new TreeSet<>(OrtEnvironment.getAvailableProviders())
              + ", expected "
              + provider
              + "; put com.microsoft.onnxruntime:onnxruntime_gpu on the class path in place of"
              + " onnxruntime");
    }
  }

  private static void bring(Device device, String... libraries) {
    try {
      for (String library : libraries) {
        OrtNatives.keepProvider(library);
      }
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME,
          "device " + device + ": the provider's library cannot be kept: " + e,
          e);
    }
  }

  private static EngineException missing(Device device, OrtException cause) {
    List<Path> libraries =
        OrtNatives.loaded().map(runtime -> OrtNatives.providers(runtime, device)).orElse(List.of());
    String obstacles =
        Obstacles.of(device, MachineFiles.ofThisMachine(), libraries).stream()
            .map(obstacle -> obstacle + "; ")
            .collect(Collectors.joining());
    return new EngineException(
        EngineException.Kind.MODEL,
        "device "
            + device
            + ": cannot be used: "
            + obstacles
            + "ONNX Runtime says: "
            + cause.getMessage(),
        cause);
  }
}
