package io.heed.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Replaces a whole directory so that a killed process leaves the old one, none, or the new one.
 *
 * <p>All work happens in a hidden sibling, the workspace: files are written and forced to disk in
 * {@code new}; the target moves to {@code old}; {@code new} becomes the target; {@code old} becomes
 * {@code trash} and is deleted. Java has no exchange of two directories, so between the two moves
 * there is no target; a process that dies there leaves the old directory whole in the workspace,
 * and the next writer puts it back first. {@code old} is renamed before it is deleted, so that it
 * is whole whenever it has that name.
 */
final class DirectorySwap implements AutoCloseable {
  private final Path target;
  private final Path workspace;
  private final WriteSteps steps;
  private final WriteLock lock;

  private DirectorySwap(Path target, Path workspace, WriteSteps steps, WriteLock lock) {
    this.target = target;
    this.workspace = workspace;
    this.steps = steps;
    this.lock = lock;
  }

  static Path workspaceOf(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".heed-write");
  }

  /** Locks the target, undoes what a dead writer left, and makes an empty {@code new}. */
  static DirectorySwap begin(Path target, WriteSteps steps) throws IOException {
    Path parent = parentOf(target);
    // createDirectories() of JDK 17 refuses a symbolic link to a directory.
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    Path real = parent.toRealPath().resolve(target.getFileName());
    Path workspace = workspaceOf(real);
    WriteLock lock = WriteLock.acquire(workspace);
    DirectorySwap swap = new DirectorySwap(real, workspace, steps, lock);
    boolean begun = false;
    try {
      steps.done("lock");
      swap.recover();
      Files.createDirectory(workspace.resolve("new"));
      begun = true;
      return swap;
    } finally {
      if (!begun) {
        swap.close();
      }
    }
  }

  private static Path parentOf(Path target) {
    Path parent = target.getParent();
    if (parent == null || target.getFileName() == null) {
      throw ModelException.invalid(target + ": found a root, expected a directory to write");
    }
    return parent;
  }

  private void recover() throws IOException {
    if (exists(workspace.resolve("old")) && !exists(target)) {
      move(workspace.resolve("old"), target);
    }
    deleteTree(workspace.resolve("trash"));
    deleteTree(workspace.resolve("new"));
    if (exists(workspace.resolve("old"))) {
      move(workspace.resolve("old"), workspace.resolve("trash"));
      steps.done("old to trash");
      deleteTree(workspace.resolve("trash"));
    }
    steps.done("recover");
  }

  /** Writes one file of the new directory and forces it to disk. */
  void write(String name, byte[] content) throws IOException {
    Path file = workspace.resolve("new").resolve(name);
    Files.createDirectories(parentOf(file));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int half = content.length / 2;
      writeFully(channel, ByteBuffer.wrap(content, 0, half));
      steps.done("half of " + name);
      writeFully(channel, ByteBuffer.wrap(content, half, content.length - half));
      channel.force(true);
    }
    steps.done(name);
  }

  /** Streams one file of the new directory, forces it to disk, and tells what was written. */
  FileChecksum write(String name, FileContent content) throws IOException {
    Path file = workspace.resolve("new").resolve(name);
    Files.createDirectories(parentOf(file));
    MeasuredOutput out;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out = new MeasuredOutput(Channels.newOutputStream(channel));
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
    steps.done(name);
    return out.checksum();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Makes the new directory the target. */
  void commit() throws IOException {
    forceTree(workspace.resolve("new"));
    steps.done("force");
    if (exists(target)) {
      move(target, workspace.resolve("old"));
      steps.done("old aside");
    }
    move(workspace.resolve("new"), target);
    steps.done("new in place");
  }

  /** Puts the old directory back unless there is a new one, empties the workspace, and unlocks. */
  @Override
  public void close() throws IOException {
    try {
      recover();
    } finally {
      lock.close();
    }
    steps.done("unlock");
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    force(parentOf(from));
    force(parentOf(to));
  }

  private void deleteTree(Path root) throws IOException {
    if (!exists(root)) {
      return;
    }
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
        for (Path entry : entries) {
          deleteTree(entry);
        }
      }
    }
    Files.delete(root);
    steps.done("delete " + root.getFileName());
  }

  private static void forceTree(Path dir) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir, Files::isDirectory)) {
      for (Path entry : entries) {
        forceTree(entry);
      }
    }
    force(dir);
  }

  /** Windows has no handle to force for a directory; its renames are journalled. */
  private static void force(Path dir) throws IOException {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
