package io.heed.server.repository;

import java.nio.file.Path;

/**
 * Makes a model of a folder. Called by one thread at a time for each model, by several for
 * different ones.
 *
 * @param <M> what it makes; closing it frees it
 */
@FunctionalInterface
public interface ModelLoader<M extends AutoCloseable> {
  /**
   * Loads a model until it is ready to answer, warm-up included.
   *
   * @param name of the model
   * @param version 1 or more
   * @param folder that holds the files of this version
   * @throws RuntimeException if it cannot be loaded; the message is told to clients
   */
  M load(String name, long version, Path folder);
}
