package io.heed.models;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model directory among the resources of the class path. A class path cannot be listed, so the
 * files are those that its {@code heed.json} names.
 */
final class ResourceModelSource implements ModelSource {
  private final String base;
  private final SortedMap<String, Long> sizes;

  private ResourceModelSource(String base, SortedMap<String, Long> sizes) {
    this.base = base;
    this.sizes = sizes;
  }

  /**
   * The directory below a resource folder.
   *
   * @param base an absolute resource name with a slash at both ends
   */
  static ResourceModelSource of(String base) {
    ResourceModelSource bare = new ResourceModelSource(base, new TreeMap<>());
    if (resource(base + FileNames.HEED) == null) {
      throw ModelException.notFound(
          bare.locate("") + ": no bundled model here; expected the resource " + FileNames.HEED);
    }
    byte[] index = readIndex(bare);
    SortedMap<String, Long> sizes = new TreeMap<>();
    sizes.put(FileNames.HEED, (long) index.length);
    HeedFormat.parse(bare.locate(FileNames.HEED), index)
        .files()
        .forEach((name, checksum) -> sizes.put(name, checksum.sizeBytes()));
    for (String name : sizes.keySet()) {
      if (resource(base + name) == null) {
        throw ModelException.invalid(
            bare.locate(FileNames.HEED) + ": names the file " + name + ", found no such resource");
      }
    }
    return new ResourceModelSource(base, sizes);
  }

  private static byte[] readIndex(ResourceModelSource bare) {
    try (InputStream in = bare.open(FileNames.HEED)) {
      return in.readNBytes(HeedFormat.MAX_BYTES);
    } catch (IOException e) {
      throw Reading.failed(bare, FileNames.HEED, e);
    }
  }

  private static @Nullable URL resource(String name) {
    return ResourceModelSource.class.getResource(name);
  }

  @Override
  public String name() {
    int end = base.length() - 1;
    return base.substring(base.lastIndexOf('/', end - 1) + 1, end);
  }

  @Override
  public String locate(String file) {
    return "classpath:" + base + file;
  }

  @Override
  public List<String> list() {
    return List.copyOf(sizes.keySet());
  }

  @Override
  public OptionalLong sizeBytes(String file) {
    Long size = sizes.get(file);
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  @Override
  public InputStream open(String file) throws IOException {
    URL url = resource(base + file);
    if (url == null) {
      throw new FileNotFoundException(base + file);
    }
    URLConnection connection = url.openConnection();
    // The shared cache would keep a jar open for the life of the process.
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  @Override
  public Optional<Path> path(String file) {
    return Optional.empty();
  }
}
