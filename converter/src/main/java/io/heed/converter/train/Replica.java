package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.DropoutMask;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.plan.GraphPlan;
import io.heed.converter.samediff.GradientFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One worker's copy of the training graph. Confined to its worker; the trainer reads and writes it
 * only while the worker is idle.
 */
final class Replica implements AutoCloseable {
  /** Weighted loss and right answers of a step. */
  record Result(double loss, int right) {
    Result plus(Result other) {
      return new Result(loss + other.loss, right + other.right);
    }
  }

  private final ClassifierNetwork network;
  private final GraphPlan plan;
  private final ParameterLayout layout;
  private final Map<String, String> gradientNames = new HashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private final float[] gradient;

  Replica(NetworkConfig config, RandomGenerator random) {
    this.network = ClassifierNetwork.training(config, DataType.FLOAT, random);
    this.layout = new ParameterLayout(network);
    SameDiff gradients = GradientFunction.of(network.graph());
    network
        .parameters()
        .forEach((name, parameter) -> gradientNames.put(name, parameter.gradient().name()));
    outputs.addAll(gradientNames.values());
    outputs.add(ClassifierNetwork.LOSS);
    outputs.add(ClassifierNetwork.LOGITS);
    this.plan = GraphPlan.of(gradients, outputs);
    this.gradient = new float[layout.size()];
  }

  ParameterLayout layout() {
    return layout;
  }

  /** The gradient of the last {@link #step}, flat; valid until the next. */
  float[] gradient() {
    return gradient;
  }

  /** Takes over the weights. */
  void load(float[] weights) {
    layout.scatter(weights, network);
  }

  /** Copies the weights out. */
  void store(float[] weights) {
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
      Map<String, INDArray> results = plan.run(batch.arrays());
      for (ParameterLayout.Slot slot : layout.slots()) {
        INDArray part = NativeArrays.named(String.valueOf(gradientNames.get(slot.name())), results);
        if (first) {
          ParameterLayout.copy(part, gradient, slot);
        } else {
          ParameterLayout.add(part, gradient, slot);
        }
      }
      double loss = NativeArrays.named(ClassifierNetwork.LOSS, results).getDouble(0);
      int right = batch.right(NativeArrays.named(ClassifierNetwork.LOGITS, results));
      return new Result(loss, right);
    }
  }

  @Override
  public void close() {
    plan.close();
  }
}
