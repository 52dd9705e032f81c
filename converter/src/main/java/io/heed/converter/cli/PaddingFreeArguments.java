package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.optimize.PaddingFreeForm;
import io.heed.converter.optimize.PaddingFreeForm.Layout;
import io.heed.converter.optimize.Target;
import io.heed.models.ModelDirectory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether and how a form without padding is written beside the model for CUDA. */
final class PaddingFreeArguments {
  /** When it is written. */
  enum Wish {
    /** If it can be. */
    AUTO,
    /** Or else nothing is. */
    ALWAYS,
    /** Not. */
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A layout as the command line names it. */
  enum LayoutName {
    MERGED(Layout.MERGED),
    SEPARATE(Layout.SEPARATE);

    private final Layout layout;

    LayoutName(Layout layout) {
      this.layout = layout;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--padding-free",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "With target cuda: whether a form that computes nothing for padding is written beside the"
              + " model, NAME_padding_free.onnx: ${COMPLETION-CANDIDATES}. Always: it is an error if"
              + " the model has none. Default: ${DEFAULT-VALUE}.")
  private Wish wish = Wish.AUTO;

  @Option(
      names = "--padding-free-qkv",
      paramLabel = "LAYOUT",
      defaultValue = "merged",
      description =
          "Queries, keys and values of that form from one product or from three:"
              + " ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private LayoutName layout = LayoutName.MERGED;

  /** Checks that the options fit the target, for which it is wanted or not. */
  boolean wanted(Target target) {
    if (wish == Wish.ALWAYS && target != Target.CUDA) {
      throw new ConverterException(
          Kind.USAGE, "--padding-free: found always with target " + target + ", expected cuda");
    }
    return target == Target.CUDA && wish != Wish.NEVER;
  }

  /**
   * Rewrites a model that was optimised for CUDA.
   *
   * @throws ConverterException (UNSUPPORTED) if it is wanted always and cannot be had
   */
  PaddingFreeForm.Outcome apply(OnnxModel model, Optional<ModelDirectory> directory) {
    PaddingFreeForm.Outcome outcome =
        directory.isPresent() && padsOnTheLeft(directory.get())
            ? new PaddingFreeForm.Outcome(
                "tokenizer: found padding on the left, expected on the right", 0, List.of(), 0)
            : PaddingFreeForm.of(layout.layout).apply(model);
    if (!outcome.applied()) {
      refuse(new ConverterException(Kind.UNSUPPORTED, "padding-free: " + outcome.objection()));
    }
    return outcome;
  }

  /** Throws what speaks against the form if it is wanted always. */
  void refuse(ConverterException objection) {
    if (wish == Wish.ALWAYS) {
      throw objection;
    }
  }

  private static boolean padsOnTheLeft(ModelDirectory directory) {
    return text(directory, "tokenizer_config.json", "/padding_side").equals("left")
        || text(directory, "tokenizer.json", "/padding/direction").equals("Left");
  }

  private static String text(ModelDirectory directory, String file, String pointer) {
    if (!directory.has(file)) {
      return "";
    }
    try {
      JsonNode root = JsonMapper.shared().readTree(directory.read(file));
      return root.at(pointer).asString("");
    } catch (JacksonException e) {
      throw new ConverterException(
          Kind.INPUT, directory.name() + "/" + file + ": " + e.getOriginalMessage(), e);
    }
  }
}
