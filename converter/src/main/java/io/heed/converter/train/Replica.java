package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.DropoutMask;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.samediff.GradientFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One worker's copy of the training graph. Confined to its worker; the trainer reads and writes it
 * only while the worker is idle.
 */
final class Replica {
  /** Weighted loss and right answers of a step. */
  record Result(double loss, int right) {
    Result plus(Result other) {
      return new Result(loss + other.loss, right + other.right);
    }
  }

  private final ClassifierNetwork network;
  private final SameDiff gradientGraph;
  private final ParameterLayout layout;
  private final Map<String, String> gradientNames = new HashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private final INDArray gradient;

  Replica(NetworkConfig config, RandomGenerator random) {
    this.network = ClassifierNetwork.training(config, DataType.FLOAT, random);
    this.layout = new ParameterLayout(network);
    this.gradientGraph = GradientFunction.of(network.graph());
    network
        .parameters()
        .forEach((name, parameter) -> gradientNames.put(name, parameter.gradient().name()));
    outputs.addAll(gradientNames.values());
    outputs.add(ClassifierNetwork.LOSS);
    outputs.add(ClassifierNetwork.LOGITS);
    this.gradient = Nd4j.create(DataType.FLOAT, layout.size());
  }

  ParameterLayout layout() {
    return layout;
  }

  /** The gradient of the last {@link #step}, flat; valid until the next. */
  INDArray gradient() {
    return gradient;
  }

  /** Takes over the weights. */
  void load(INDArray weights) {
    layout.scatter(weights, network);
  }

  /** Copies the weights out. */
  void store(INDArray weights) {
    layout.gather(network, weights);
  }

  /**
   * Runs the batch forward and backward and adds its gradient to {@link #gradient()}.
   *
   * @param batch ids, mask and targets; closed here
   * @param first whether what is in the gradient belongs to an earlier step and is dropped
   */
  Result step(Batch batch, RandomGenerator dropout, boolean first) {
    try (batch) {
      for (DropoutMask mask : network.dropoutMasks()) {
        batch.put(mask.name(), DropoutMasks.draw(mask, batch.rows(), batch.sequence(), dropout));
      }
      Map<String, INDArray> results = gradientGraph.output(batch.arrays(), outputs);
      for (ParameterLayout.Slot slot : layout.slots()) {
        INDArray part = NativeArrays.named(String.valueOf(gradientNames.get(slot.name())), results);
        if (first) {
          layout.view(gradient, slot).assign(part);
        } else {
          layout.view(gradient, slot).addi(part);
        }
      }
      double loss = NativeArrays.named(ClassifierNetwork.LOSS, results).getDouble(0);
      int right = batch.right(NativeArrays.named(ClassifierNetwork.LOGITS, results));
      NativeArrays.close(results.values());
      return new Result(loss, right);
    }
  }
}
