package io.heed.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is measured at once: its contestants take turns. Immutable.
 *
 * @param rank the less, the earlier
 * @param kind what is done
 * @param model of all kinds but {@link Kind#PEAK}
 * @param batch texts of a run
 * @param length tokens of each text; 0 for mixed lengths
 * @param forms the graphs that take turns
 */
record GpuJob(
    int rank,
    Kind kind,
    @Nullable ModelShape model,
    Precision precision,
    int batch,
    int length,
    List<GraphForm> forms) {
  /** What is done. */
  enum Kind {
    /** One big matrix product after the other: the peak of the device. */
    PEAK,
    /** Runs of texts that all have the whole length. */
    FULL,
    /** Runs of texts of mixed lengths, padded to the longest of their batch or without padding. */
    MIXED,
    /** Texts through the engine, beside bare runs of the same tokens. */
    ENGINE,
    /** PyTorch, in a process of its own. */
    PEER,
    /** Many runs of many shapes, for the memory that is left over. */
    SOAK
  }

  GpuJob {
    forms = List.copyOf(forms);
  }

  /** Unique in a plan, and the same in every run of it. */
  String id() {
    List<String> parts = new ArrayList<>();
    parts.add(kind.name().toLowerCase(Locale.ROOT));
    if (model != null) {
      parts.add(model.toString());
    }
    parts.add(precision.toString());
    if (kind == Kind.FULL) {
      parts.add("s" + length);
    }
    if (kind == Kind.PEER) {
      parts.add("r" + rank);
    }
    if (kind == Kind.FULL || kind == Kind.MIXED) {
      parts.add("b" + batch);
    }
    return String.join("/", parts);
  }

  /** The model; not of a peak. */
  ModelShape shape() {
    if (model == null) {
      throw new IllegalStateException(id() + " has no model");
    }
    return model;
  }
}
