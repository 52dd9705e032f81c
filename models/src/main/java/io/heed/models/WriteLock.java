package io.heed.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write one target: a file lock in the workspace, which the operating system drops
 * when its process dies, and a set for the writers of this process, among whom file locks do not
 * tell.
 *
 * <p>The lock file goes when the writer does. Another writer may have opened it just before, so
 * whoever gets the lock looks whether the file is still the one in the workspace, and tries again
 * if not.
 */
final class WriteLock implements AutoCloseable {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
  private static final int MAX_ATTEMPTS = 16;

  private final Path workspace;
  private final FileChannel channel;

  private WriteLock(Path workspace, FileChannel channel) {
    this.workspace = workspace;
    this.channel = channel;
  }

  static WriteLock acquire(Path workspace) throws IOException {
    if (!HELD_HERE.add(workspace)) {
      throw busy(workspace);
    }
    FileChannel channel = null;
    try {
      for (int attempt = 0; channel == null && attempt < MAX_ATTEMPTS; attempt++) {
        channel = tryOnce(workspace);
      }
      if (channel == null) {
        throw busy(workspace);
      }
      return new WriteLock(workspace, channel);
    } finally {
      if (channel == null) {
        HELD_HERE.remove(workspace);
      }
    }
  }

  /** The locked channel, or null when the lock file went away meanwhile. */
  private static @Nullable FileChannel tryOnce(Path workspace) throws IOException {
    Path file = workspace.resolve("lock");
    FileChannel channel = null;
    boolean locked = false;
    try {
      Files.createDirectories(workspace);
      Object before = keyOf(create(file));
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw busy(workspace);
      }
      locked = Objects.equals(before, keyOf(file));
      return locked ? channel : null;
    } catch (NoSuchFileException e) {
      return null;
    } finally {
      if (channel != null && !locked) {
        channel.close();
      }
    }
  }

  private static Path create(Path file) throws IOException {
    try {
      return Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      return file;
    }
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static ModelException busy(Path workspace) {
    return new ModelException(
        ModelException.Kind.IO,
        workspace + ": found another writer at work, expected to be the only one",
        null);
  }

  /** Removes the lock file and then the workspace, if nothing else is in it, and lets go. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(workspace.resolve("lock"));
      Files.deleteIfExists(workspace);
    } catch (DirectoryNotEmptyException e) {
      // Whoever could not empty it reports that; the next writer tries again.
    } finally {
      HELD_HERE.remove(workspace);
      channel.close();
    }
  }
}
