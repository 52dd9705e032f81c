package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.models.HeedMetadata;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import io.heed.models.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a model that was made from another one goes: a file, the directory of the other one beside
 * it, or a new model directory. Made in a folder beside the target, so that it comes into place by
 * renaming. Confined to one thread.
 */
final class VariantOutput implements AutoCloseable {
  private static final String HEED = "heed.json";
  private static final String DATA = "_data";
  private static final String ONNX = ".onnx";
  private static final String OPTIONS = "providerOptions.cuda.";
  private static final List<String> COPIED =
      List.of(
          "config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "vocab.txt",
          "README.md");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final @Nullable ModelDirectory source;
  private final Path target;
  private final String fileName;
  private final boolean inPlace;
  private final String variant;
  private final Path folder;
  private Map<String, String> options = Map.of();
  private Map<String, String> paddingFreeOptions = Map.of();
  private boolean takesPaddingFree;

  private VariantOutput(
      @Nullable ModelDirectory source,
      Path target,
      String fileName,
      boolean inPlace,
      String variant,
      Path folder) {
    this.source = source;
    this.target = target;
    this.fileName = fileName;
    this.inPlace = inPlace;
    this.variant = variant;
    this.folder = folder;
  }

  /**
   * Plans an output and makes the folder for the work.
   *
   * @param source the directory of the model that is converted; null if it is a file
   * @param sourceFile the model that is converted
   * @param output the file ending in .onnx or the directory; null for the source's directory
   * @param variant the name of the variant in a directory
   */
  static VariantOutput of(
      Optional<ModelDirectory> source, Path sourceFile, @Nullable Path output, String variant) {
    Path from = sourceFile.toAbsolutePath().normalize();
    Path to = output == null ? null : output.toAbsolutePath().normalize();
    String name = variant.equals(Variant.FP32) ? "model.onnx" : "model_" + variant + ".onnx";
    boolean file = to != null && to.toString().endsWith(ONNX);
    if (source.isEmpty() && !file) {
      throw new ConverterException(
          Kind.USAGE, "--output: found " + output + ", expected a file ending in .onnx");
    }
    Path root =
        source.flatMap(found -> found.path("config.json")).map(Path::getParent).orElse(from);
    boolean inPlace = to == null || to.equals(root.toAbsolutePath().normalize());
    Path target = to == null || inPlace ? from.resolveSibling(name) : to;
    if (target.equals(from)) {
      throw new ConverterException(
          Kind.USAGE, "--output: found the model itself, expected another file: " + from);
    }
    if (file || inPlace) {
      name = String.valueOf(target.getFileName());
    }
    try {
      Path parent = target.getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw new ConverterException(
            Kind.IO, "--output: " + target + " cannot be written: no directory " + parent);
      }
      Path work = Files.createTempDirectory(parent, ".heed-");
      return new VariantOutput(source.orElse(null), target, name, file || inPlace, variant, work);
    } catch (IOException e) {
      throw new ConverterException(Kind.IO, target + " cannot be written: " + e, e);
    }
  }

  /** The file to write the model to, with its data beside it, before {@link #commit}. */
  Path draft() {
    return folder.resolve(fileName);
  }

  /** The file to write the form for single texts to, if there is one. */
  Path singleDraft() {
    return folder.resolve(singleName());
  }

  /**
   * The file to write the padding-free form to, if there is one: a variant of its own, named after
   * this one. Whoever asks for it replaces the one that was there.
   */
  Path paddingFreeDraft() {
    takesPaddingFree = true;
    return folder.resolve(paddingFreeName());
  }

  /** What the model wants of the CUDA provider, for heed.json. */
  void providerOptions(Map<String, String> wanted) {
    options = wanted;
  }

  /** What the padding-free form wants of the CUDA provider, for heed.json. */
  void paddingFreeProviderOptions(Map<String, String> wanted) {
    paddingFreeOptions = wanted;
  }

  private String singleName() {
    return named("_single");
  }

  private String paddingFreeName() {
    return named("_padding_free");
  }

  private String paddingFreeVariant() {
    return variant.equals(Variant.FP32) ? "padding_free" : variant + "_padding_free";
  }

  private String named(String form) {
    return fileName.substring(0, fileName.length() - ONNX.length()) + form + ONNX;
  }

  /** Options as {@code heed.json} has them: {@code key=value,…}, by the name of the variant. */
  private Map<String, String> optionsByVariant() {
    Map<String, String> all = new TreeMap<>();
    put(all, variant, options);
    put(all, paddingFreeVariant(), paddingFreeOptions);
    return all;
  }

  private static void put(Map<String, String> all, String name, Map<String, String> wanted) {
    if (!wanted.isEmpty()) {
      all.put(OPTIONS + name, ProviderOptionsText.of(wanted));
    }
  }

  /**
   * Puts the model into place.
   *
   * @param provenance what heed.json of a new directory says of it
   * @return the file or directory
   */
  Path commit(Map<String, String> provenance) {
    try {
      if (inPlace) {
        putBeside();
      } else {
        putDirectory(provenance);
      }
      return target;
    } catch (IOException e) {
      throw new ConverterException(Kind.IO, target + " cannot be written: " + e, e);
    }
  }

  /** heed.json says nothing of the variant while it is exchanged. */
  private void putBeside() throws IOException {
    Path parent = draft().getParent();
    Path metadata = root().map(directory -> directory.resolve(HEED)).orElse(null);
    boolean told =
        parent != null
            && metadata != null
            && target.startsWith(root().orElseThrow())
            && Files.isRegularFile(metadata);
    if (told && metadata != null) {
      writeMetadata(metadata, false);
    }
    Path data = draft().resolveSibling(fileName + DATA);
    if (Files.exists(data)) {
      move(data, target.resolveSibling(fileName + DATA));
    }
    Path single = target.resolveSibling(singleName());
    Files.deleteIfExists(single); // it is of the model that goes
    Path paddingFree = target.resolveSibling(paddingFreeName());
    if (takesPaddingFree) {
      Files.deleteIfExists(paddingFree);
    }
    move(draft(), target);
    if (Files.exists(singleDraft())) {
      move(singleDraft(), single);
    }
    if (takesPaddingFree && Files.exists(folder.resolve(paddingFreeName()))) {
      move(folder.resolve(paddingFreeName()), paddingFree);
    }
    if (told && metadata != null) {
      writeMetadata(metadata, true);
    }
  }

  private Optional<Path> root() {
    return Optional.ofNullable(source)
        .flatMap(found -> found.path("config.json"))
        .map(config -> config.toAbsolutePath().normalize().getParent());
  }

  private void writeMetadata(Path metadata, boolean withChecksums) throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(metadata));
    ObjectNode files =
        root.get("files") instanceof ObjectNode found ? found : root.putObject("files");
    if (root.get("accuracy") instanceof ObjectNode accuracy) {
      accuracy.remove(variant);
    }
    ObjectNode provenance =
        root.get("provenance") instanceof ObjectNode found ? found : root.putObject("provenance");
    List<Path> written =
        new ArrayList<>(
            List.of(
                target,
                target.resolveSibling(fileName + DATA),
                target.resolveSibling(singleName())));
    provenance.remove(OPTIONS + variant);
    if (takesPaddingFree) {
      written.add(target.resolveSibling(paddingFreeName()));
      provenance.remove(OPTIONS + paddingFreeVariant());
    }
    if (withChecksums) {
      optionsByVariant().forEach(provenance::put);
    }
    Path folderOfModel = metadata.getParent();
    for (Path file : written) {
      String name =
          String.valueOf(folderOfModel == null ? file : folderOfModel.relativize(file))
              .replace('\\', '/');
      files.remove(name);
      if (withChecksums && Files.isRegularFile(file)) {
        files.putObject(name).put("bytes", Files.size(file)).put("sha256", sha256(file));
      }
    }
    Path next = folder.resolve(HEED);
    Files.write(next, JSON.writeValueAsBytes(root));
    move(next, metadata);
  }

  private void putDirectory(Map<String, String> provenance) {
    ModelDirectory from = Objects.requireNonNull(source);
    Map<String, String> told = new TreeMap<>(provenance);
    told.putAll(optionsByVariant());
    ModelDirectoryWriter writer =
        ModelDirectoryWriter.to(target)
            .variant(variant, out -> Files.copy(draft(), out))
            .metadata(HeedMetadata.of(Map.of(), told));
    Path data = draft().resolveSibling(fileName + DATA);
    if (Files.exists(data)) {
      writer.file(fileName + DATA, out -> Files.copy(data, out));
    }
    if (Files.exists(singleDraft())) {
      writer.file(singleName(), out -> Files.copy(singleDraft(), out));
    }
    Path paddingFree = folder.resolve(paddingFreeName());
    if (Files.exists(paddingFree)) {
      writer.variant(paddingFreeVariant(), out -> Files.copy(paddingFree, out));
    }
    for (String file : COPIED) {
      if (from.has(file)) {
        writer.file(file, from.read(file));
      }
    }
    writer.write();
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes the folder of the work; the committed model is elsewhere by then. */
  @Override
  public void close() {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path file : left.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new ConverterException(Kind.IO, folder + " cannot be deleted: " + e, e);
    }
  }
}
