package io.heed.server.service;

import java.util.List;

/** The extensions of the Open Inference Protocol that this server has, by Triton's names. */
public final class Extensions {
  /** For the server's metadata, over every protocol alike. */
  public static final List<String> NAMES =
      List.of(
          "binary_tensor_data",
          "model_configuration",
          "model_repository",
          "model_repository(unload_dependents)",
          "parameters",
          "schedule_policy",
          "statistics");

  private Extensions() {}
}
