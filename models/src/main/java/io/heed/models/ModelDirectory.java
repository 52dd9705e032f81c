package io.heed.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked model directory: configuration, tokenizer and one or more ONNX variants, on disk or
 * bundled in the class path.
 *
 * <p>Immutable and thread-safe. Opening reads {@code config.json}, {@code tokenizer.json} and, if
 * there is one, {@code heed.json}, and finds the variants; the graphs are neither read nor parsed.
 * Every other read goes to the files as they are at that moment, so a directory that is replaced
 * while it is open shows its new files; {@link #verifyChecksums()} tells. No file stays open.
 *
 * <p>All methods throw {@link ModelException} only.
 */
public final class ModelDirectory {
  private static final String BUNDLED = "/io/heed/models/bundled/ag-news/";
  private static final int MAX_TOKENIZER_BYTES = 256 << 20;
  private static final List<String> OTHER_TOKENIZERS =
      List.of(
          "vocab.txt", "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model");

  private final ModelSource source;
  private final ModelConfig config;
  private final List<Variant> variants;
  private final Optional<HeedMetadata> metadata;

  private ModelDirectory(ModelSource source) {
    this.source = source;
    byte[] json = Reading.bytes(source, FileNames.CONFIG, ConfigFormat.MAX_BYTES);
    this.config = ConfigFormat.parse(source.locate(FileNames.CONFIG), json);
    checkTokenizer(source);
    this.metadata =
        has(FileNames.HEED)
            ? Optional.of(
                HeedFormat.parse(
                    source.locate(FileNames.HEED),
                    Reading.bytes(source, FileNames.HEED, HeedFormat.MAX_BYTES)))
            : Optional.empty();
    this.variants = Variants.find(source);
  }

  /**
   * Opens and checks a directory on disk; symbolic links are followed.
   *
   * @throws ModelException when a file is missing or wrong; the message names it
   */
  public static ModelDirectory open(Path dir) {
    return of(DiskModelSource.of(dir));
  }

  /**
   * The default model, from the class path.
   *
   * @throws ModelException of kind {@code NOT_FOUND} when the jar was built without it
   */
  public static ModelDirectory bundled() {
    return ofResources(BUNDLED);
  }

  /** A directory among the resources; {@code base} begins and ends with a slash. */
  static ModelDirectory ofResources(String base) {
    return of(ResourceModelSource.of(base));
  }

  static ModelDirectory of(ModelSource source) {
    return new ModelDirectory(source);
  }

  private static void checkTokenizer(ModelSource source) {
    if (source.sizeBytes(FileNames.TOKENIZER).isEmpty()) {
      for (String other : OTHER_TOKENIZERS) {
        if (source.sizeBytes(other).isPresent()) {
          throw ModelException.notFound(
              source.locate(FileNames.TOKENIZER)
                  + ": no such file; found "
                  + other
                  + " alone, expected tokenizer.json, which Hugging Face's fast tokenizers save");
        }
      }
    }
    byte[] json = Reading.bytes(source, FileNames.TOKENIZER, MAX_TOKENIZER_BYTES);
    Json.checkObjectWith(source.locate(FileNames.TOKENIZER), json, "model");
  }

  /** The last part of the directory's path. */
  public String name() {
    return source.name();
  }

  /** What {@code config.json} says. */
  public ModelConfig config() {
    return config;
  }

  /** What {@code heed.json} says; empty for a directory of another origin. */
  public Optional<HeedMetadata> metadata() {
    return metadata;
  }

  /** All variants, at least one: fp32 first, then by name. */
  public List<Variant> variants() {
    return variants;
  }

  /**
   * The variant of a name.
   *
   * @throws ModelException of kind {@code NOT_FOUND}, naming those that exist
   */
  public Variant variant(String name) {
    return variants.stream()
        .filter(variant -> variant.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ModelException.notFound(
                    source.locate("")
                        + ": no variant "
                        + ModelException.shown(name)
                        + ", expected one of "
                        + variants.stream().map(Variant::name).toList()));
  }

  /** The variant to run when nobody chose: fp32, or the first by name where there is none. */
  public Variant defaultVariant() {
    return variants.get(0);
  }

  /** Whether there is a file of this name, relative to the directory and with slashes. */
  public boolean has(String file) {
    return source.sizeBytes(FileNames.check(source.locate(""), file)).isPresent();
  }

  /**
   * The content of a file, which the caller owns.
   *
   * @throws ModelException when there is no such file, or it is too large for an array (2 GiB)
   */
  public byte[] read(String file) {
    return Reading.bytes(source, FileNames.check(source.locate(""), file), Reading.MAX_ARRAY_BYTES);
  }

  /** The file on disk; empty when there is none or the directory is bundled. */
  public Optional<Path> path(String file) {
    return has(file) ? source.path(file) : Optional.empty();
  }

  /**
   * Reads every file that {@code heed.json} names and compares size and SHA-256.
   *
   * @throws ModelException naming the first file that is missing or differs; of kind {@code
   *     NOT_FOUND} when there is no {@code heed.json}
   */
  public void verifyChecksums() {
    HeedMetadata expected = metadata.orElseThrow(() -> Reading.missing(source, FileNames.HEED));
    for (Map.Entry<String, FileChecksum> file : expected.files().entrySet()) {
      FileChecksum found = Reading.checksum(source, file.getKey());
      if (!found.equals(file.getValue())) {
        throw ModelException.invalid(
            source.locate(file.getKey())
                + ": found "
                + found
                + ", expected "
                + file.getValue()
                + " as in heed.json");
      }
    }
  }

  /** The location, for messages. */
  @Override
  public String toString() {
    return source.locate("");
  }
}
