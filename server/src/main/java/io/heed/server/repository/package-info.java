/**
 * The models of a folder: several, each in versions, which come, change and go while they are in
 * use.
 *
 * <p>Start at {@link io.heed.server.repository.ModelRepository}: it finds what the folder holds,
 * loads it by a {@link io.heed.server.repository.ModelLoader}, and lends it to whoever answers a
 * request. A model that changes is loaded beside the old one and then takes its place; the old one
 * is freed when its last borrower is done. {@link io.heed.server.repository.RepositoryWatcher}
 * looks for changes by itself. Everything public is thread-safe.
 *
 * <p>What a model is and how it answers is not known here.
 */
@NullMarked
package io.heed.server.repository;

import org.jspecify.annotations.NullMarked;
