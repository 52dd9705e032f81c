package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.optimize.OptimizerOptions;
import io.heed.converter.optimize.OptimizerOptions.AttentionForm;
import io.heed.converter.optimize.OptimizerOptions.Fusion;
import io.heed.converter.optimize.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Fusions as the command line names them. Stateless. */
final class FusionNames {
  private static final Map<String, AttentionForm> FORMS =
      new TreeMap<>(
          Map.of(
              "attention", AttentionForm.PACKED,
              "multi-head-attention", AttentionForm.MULTI_HEAD,
              "standard-attention", AttentionForm.STANDARD));
  private static final Map<String, Fusion> FUSIONS =
      new TreeMap<>(
          Map.of(
              "skip-layer-normalization", Fusion.SKIP_LAYER_NORMALIZATION,
              "embed-layer-normalization", Fusion.EMBED_LAYER_NORMALIZATION,
              "bias-gelu", Fusion.BIAS_GELU,
              "qkv", Fusion.QKV));

  private FusionNames() {}

  /**
   * The options of a target.
   *
   * @param chosen in place of the usual ones; none for those
   * @param disabled what is left out of them
   */
  static OptimizerOptions options(Target target, List<String> chosen, List<String> disabled) {
    OptimizerOptions usual = OptimizerOptions.of(target);
    AttentionForm form = chosen.isEmpty() ? usual.attention() : AttentionForm.NONE;
    Set<Fusion> fusions = EnumSet.noneOf(Fusion.class);
    if (chosen.isEmpty()) {
      fusions.addAll(usual.fusions());
    }
    for (String name : chosen) {
      if (name.equals("none")) {
        if (chosen.size() > 1) {
          throw new ConverterException(
              Kind.USAGE, "--fusions: found none and others: " + chosen + ", expected one of both");
        }
      } else if (FORMS.containsKey(name)) {
        if (form != AttentionForm.NONE) {
          throw new ConverterException(
              Kind.USAGE, "--fusions: found " + chosen + ", expected one form of attention");
        }
        form = FORMS.getOrDefault(name, form);
      } else {
        fusions.add(fusion("--fusions", name));
      }
    }
    for (String name : disabled) {
      if (FORMS.containsKey(name)) {
        form = form == FORMS.get(name) ? AttentionForm.NONE : form;
      } else {
        fusions.remove(fusion("--disable", name));
      }
    }
    return new OptimizerOptions(form, fusions);
  }

  /** The names of what is on. */
  static Set<String> of(OptimizerOptions options) {
    Set<String> names = new TreeSet<>();
    FORMS.forEach(
        (name, form) -> {
          if (form == options.attention()) {
            names.add(name);
          }
        });
    FUSIONS.forEach(
        (name, fusion) -> {
          if (options.fusions().contains(fusion)) {
            names.add(name);
          }
        });
    return names;
  }

  private static Fusion fusion(String option, String name) {
    Fusion found = FUSIONS.get(name);
    if (found == null) {
      Set<String> known = new TreeSet<>(FORMS.keySet());
      known.addAll(FUSIONS.keySet());
      throw new ConverterException(
          Kind.USAGE, option + ": found " + name + ", expected of " + known);
    }
    return found;
  }
}
