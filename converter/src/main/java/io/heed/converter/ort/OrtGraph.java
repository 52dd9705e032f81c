package io.heed.converter.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ONNX graph in ONNX Runtime, run on named tensors on the CPU. Owns a session, which {@link
 * #close()} ends. Any number of threads may run it at a time; nobody may after it was closed.
 *
 * <p>Inputs are checked before a run; failures are {@link ConverterException}s, of kind INPUT, or
 * UNSUPPORTED where ONNX Runtime has no kernel for an operator.
 */
public final class OrtGraph implements TensorGraph {
  private final OrtSession session;
  private final String model;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private OrtGraph(
      OrtSession session, String model, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this.session = session;
    this.model = model;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Loads ONNX Runtime itself, for whoever measures how long a model takes to load. */
  public static void loadRuntime() {
    OrtSessions.environment();
  }

  /** Loads a model from a file with {@link OrtGraphOptions#DEFAULT}. */
  public static OrtGraph open(Path file) {
    return open(file, OrtGraphOptions.DEFAULT);
  }

  /** Loads a model from a file; the files of its external data are found beside it. */
  public static OrtGraph open(Path file, OrtGraphOptions options) {
    if (!Files.isRegularFile(file)) {
      throw new ConverterException(Kind.IO, file + ": no such file");
    }
    String name = file.toString();
    return describe(
        OrtSessions.open(
            name,
            options,
            (environment, session) -> environment.createSession(file.toString(), session)),
        name);
  }

  /** Loads a model from memory with {@link OrtGraphOptions#DEFAULT}. */
  public static OrtGraph open(byte[] model, String name) {
    return open(model, name, OrtGraphOptions.DEFAULT);
  }

  /**
   * Loads a model from memory, without external data.
   *
   * @param name the name of the model, for messages
   */
  public static OrtGraph open(byte[] model, String name, OrtGraphOptions options) {
    return describe(
        OrtSessions.open(
            name, options, (environment, session) -> environment.createSession(model, session)),
        name);
  }

  /** The name for messages: the file, or what the caller gave. */
  @Override
  public String name() {
    return model;
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> tensors, Set<String> wanted) {
    checkInputs(tensors);
    checkOutputs(wanted);
    Map<String, OnnxTensor> handles = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        handles.put(
            entry.getKey(),
            OnnxTensor.createTensor(
                OrtSessions.environment(),
                tensor.nativeBytes(),
                tensor.shape(),
                tensor.type().runtimeType()));
      }
      try (OrtSession.Result result = session.run(handles, wanted)) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (String name : wanted) {
          found.put(name, copy(name, result.get(name).orElseThrow()));
        }
        return found;
      }
    } catch (OrtException e) {
      throw OrtSessions.failure(e, model + ": a run with " + describe(tensors) + " failed");
    } finally {
      handles.values().forEach(OnnxTensor::close);
    }
  }

  /** Ends profiling and gives the file of the profile, JSON in Chrome's trace format. */
  public Path endProfiling() {
    try {
      return Path.of(session.endProfiling());
    } catch (OrtException e) {
      throw OrtSessions.failure(e, model + ": the profile cannot be written");
    }
  }

  /** Ends the session; again it does nothing. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw OrtSessions.failure(e, model + ": cannot be closed");
    }
  }

  private void checkInputs(Map<String, Tensor> tensors) {
    TensorSpec.check(model, inputs, tensors);
  }

  private void checkOutputs(Set<String> wanted) {
    List<String> names = outputs.stream().map(TensorSpec::name).toList();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new ConverterException(
            Kind.INPUT,
            String.format(
                Locale.ROOT, "%s: output %s: not there, expected one of %s", model, name, names));
      }
    }
  }

  private Tensor copy(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new ConverterException(
          Kind.UNSUPPORTED,
          String.format(
              Locale.ROOT, "%s: output %s: found %s, expected a tensor", model, name, value));
    }
    TensorInfo type = tensor.getInfo();
    ElementType elements = ElementType.of(type.type, model + ": output " + name);
    return Tensor.of(elements, tensor.getByteBuffer(), type.getShape());
  }

  private static String describe(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static OrtGraph describe(OrtSession session, String model) {
    boolean described = false;
    try {
      List<TensorSpec> inputs = specs(session.getInputInfo().values(), model + ": input ");
      List<TensorSpec> outputs = specs(session.getOutputInfo().values(), model + ": output ");
      OrtGraph graph = new OrtGraph(session, model, inputs, outputs);
      described = true;
      return graph;
    } catch (OrtException e) {
      throw OrtSessions.failure(e, model + ": inputs and outputs cannot be read");
    } finally {
      if (!described) {
        new OrtGraph(session, model, List.of(), List.of()).close();
      }
    }
  }

  private static List<TensorSpec> specs(Collection<NodeInfo> nodes, String role) {
    List<TensorSpec> specs = new ArrayList<>();
    for (NodeInfo node : nodes) {
      String name = node.getName();
      if (!(node.getInfo() instanceof TensorInfo tensor)) {
        throw new ConverterException(
            Kind.UNSUPPORTED,
            String.format(
                Locale.ROOT, "%s%s: found %s, expected a tensor", role, name, node.getInfo()));
      }
      specs.add(
          new TensorSpec(
              name,
              ElementType.of(tensor.type, role + name),
              tensor.getShape(),
              Arrays.asList(tensor.getDimensionNames())));
    }
    return List.copyOf(specs);
  }
}
