package io.heed.server.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRepositoryTest {
  @TempDir private Path root;

  /** A model that is a word in a file; "broken" is none. */
  private static final class Word implements AutoCloseable {
    private final String text;
    private volatile boolean closed;

    Word(String text) {
      this.text = text;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final List<Word> made = Collections.synchronizedList(new ArrayList<>());

  @Test
  void loadAll_brokenFolder_isLeftOutAndTold() throws IOException {
    put("good/1", "a");
    put("bad/1", "broken");
    Files.createDirectories(root.resolve("empty"));
    Files.createDirectories(root.resolve(".hidden/1"));
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      assertEquals(
          List.of(
              new IndexEntry("bad", 1, ModelState.UNAVAILABLE, "no word"),
              new IndexEntry("good", 1, ModelState.READY, "")),
          repository.index());
      assertEquals("a", word(repository, "good", null));
      assertStatus(Status.UNAVAILABLE, () -> repository.borrow("bad", null));
      assertStatus(Status.NOT_FOUND, () -> repository.borrow("empty", null));
    }
  }

  @Test
  void borrow_noVersion_givesTheNewest() throws IOException {
    put("m/1", "one");
    put("m/2", "two");
    put("m/10", "ten");
    try (ModelRepository<Word> repository = repository(2)) {
      repository.loadAll();
      assertEquals("ten", word(repository, "m", null));
      assertEquals("two", word(repository, "m", 2L));
      ServerException refused =
          assertThrows(ServerException.class, () -> repository.borrow("m", 1L));
      assertEquals(Status.NOT_FOUND, refused.status());
      assertEquals("model m: found no version 1, expected one of [2, 10]", refused.getMessage());
    }
  }

  @Test
  void loadAll_filesWithoutVersions_areVersionOne() throws IOException {
    put("flat", "word");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      assertEquals("word", word(repository, "flat", 1L));
    }
  }

  @Test
  void load_changed_takesThePlaceWhileTheOldIsInUse() throws IOException {
    put("m/1", "old");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      Lease<Word> lease = repository.borrow("m", null);
      put("m/1", "newer");
      repository.load("m");
      assertEquals("newer", word(repository, "m", null));
      assertEquals("old", lease.model().text);
      assertFalse(lease.model().closed);
      Word old = lease.model();
      lease.close();
      lease.close();
      assertTrue(old.closed);
      assertFalse(made.get(1).closed);
    }
    assertTrue(made.get(1).closed);
  }

  @Test
  void load_unchanged_keepsWhatIsThere() throws IOException {
    put("m/1", "word");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      repository.load("m");
      assertEquals(1, made.size());
    }
  }

  @Test
  void load_brokenChange_servesOnAndTriesAgain() throws IOException {
    put("m/1", "old");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      put("m/1", "broken");
      ServerException failed = assertThrows(ServerException.class, () -> repository.load("m"));
      assertEquals(Status.UNAVAILABLE, failed.status());
      assertEquals("model m version 1: no word", failed.getMessage());
      assertEquals("old", word(repository, "m", null));
      assertThrows(ServerException.class, () -> repository.load("m"));
      put("m/1", "better");
      repository.load("m");
      assertEquals("better", word(repository, "m", null));
    }
  }

  @Test
  void unload_borrowed_isUnloadingUntilGivenBack() throws IOException {
    put("m/1", "word");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      Lease<Word> lease = repository.borrow("m", null);
      repository.unload("m", Duration.ZERO);
      assertStatus(Status.UNAVAILABLE, () -> repository.borrow("m", null));
      assertEquals(
          List.of(new IndexEntry("m", 1, ModelState.UNLOADING, "unloaded")), repository.index());
      assertFalse(lease.model().closed);
      lease.close();
      assertEquals(
          List.of(new IndexEntry("m", 1, ModelState.UNAVAILABLE, "unloaded")), repository.index());
      repository.load("m");
      assertTrue(repository.isReady("m", null));
    }
  }

  @Test
  void unload_waits_untilItIsFreed() throws Exception {
    put("m/1", "word");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      Lease<Word> lease = repository.borrow("m", null);
      CountDownLatch unloaded = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                repository.unload("m", Duration.ofMinutes(1));
                unloaded.countDown();
              });
      thread.start();
      lease.close();
      assertTrue(unloaded.await(30, TimeUnit.SECONDS));
      thread.join();
      assertTrue(made.get(0).closed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "a/b", "", ".", "..", "-m", "a\0b", "ä"})
  void load_nameThatLeadsOut_isRefused(String name) {
    try (ModelRepository<Word> repository = repository(1)) {
      assertStatus(Status.INVALID_ARGUMENT, () -> repository.load(name));
    }
  }

  @Test
  void loadAll_linkOutOfTheRepository_isLeftOut(@TempDir Path outside) throws IOException {
    Files.writeString(outside.resolve("model.txt"), "secret");
    Files.createSymbolicLink(root.resolve("link"), outside);
    put("inside/1", "a");
    Files.createSymbolicLink(root.resolve("inside/2"), outside);
    try (ModelRepository<Word> repository = repository(5)) {
      repository.loadAll();
      assertEquals(List.of(new IndexEntry("inside", 1, ModelState.READY, "")), repository.index());
    }
  }

  @Test
  void watcher_newChangedAndGoneFolders_areTakenOver() throws IOException {
    put("a/1", "a");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      RepositoryWatcher watcher =
          new RepositoryWatcher(repository, Executors.newSingleThreadScheduledExecutor());
      put("b/1", "b");
      watcher.look(); // has not settled yet
      assertStatus(Status.NOT_FOUND, () -> repository.borrow("b", null));
      watcher.look();
      assertEquals("b", word(repository, "b", null));
      put("b/2", "newer");
      watcher.look();
      watcher.look();
      assertEquals("newer", word(repository, "b", null));
      assertEquals(ModelState.UNAVAILABLE, repository.index().get(1).state());
      Files.delete(root.resolve("a/1/model.txt"));
      Files.delete(root.resolve("a/1"));
      Files.delete(root.resolve("a"));
      watcher.look();
      assertStatus(Status.NOT_FOUND, () -> repository.borrow("a", null));
      watcher.close();
    }
  }

  @Test
  void watcher_unloadedByCall_staysUntilItChanges() throws IOException {
    put("a/1", "a");
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      RepositoryWatcher watcher =
          new RepositoryWatcher(repository, Executors.newSingleThreadScheduledExecutor());
      repository.unload("a", Duration.ZERO);
      watcher.look();
      watcher.look();
      assertFalse(repository.isReady("a", null));
      put("a/1", "other");
      watcher.look();
      watcher.look();
      assertTrue(repository.isReady("a", 1L));
      watcher.close();
    }
  }

  /** Borrowers never see a model that was freed, however often it is swapped. */
  @Test
  void borrow_whileModelsAreSwapped_isNeverOfAFreedOne() throws Exception {
    put("m/1", "0");
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ModelRepository<Word> repository = repository(1)) {
      repository.loadAll();
      List<Future<Long>> borrowers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        borrowers.add(
            threads.submit(
                () -> {
                  long count = 0;
                  while (!done.get()) {
                    try (Lease<Word> lease = repository.borrow("m", null)) {
                      assertFalse(lease.model().closed);
                      count++;
                    }
                  }
                  return count;
                }));
      }
      for (int i = 1; i <= 100; i++) {
        put("m/1", "x".repeat(i));
        repository.load("m");
      }
      done.set(true);
      for (Future<Long> borrower : borrowers) {
        assertTrue(borrower.get(30, TimeUnit.SECONDS) > 0);
      }
      assertEquals(101, made.size());
      assertEquals(1, made.stream().filter(word -> !word.closed).count());
    } finally {
      threads.shutdownNow();
    }
    assertTrue(made.stream().allMatch(word -> word.closed));
  }

  @Test
  void close_lateBorrower_isRefusedAndLoadsToo() throws IOException {
    put("m/1", "word");
    ModelRepository<Word> repository = repository(1);
    repository.loadAll();
    Lease<Word> lease = repository.borrow("m", null);
    repository.close();
    assertStatus(Status.UNAVAILABLE, () -> repository.borrow("m", null));
    assertStatus(Status.UNAVAILABLE, () -> repository.load("m"));
    assertFalse(made.get(0).closed);
    lease.close();
    assertTrue(made.get(0).closed);
    assertSame(1, made.size());
  }

  @Test
  void of_noFolder_isRefused() {
    assertStatus(
        Status.NOT_FOUND,
        () ->
            ModelRepository.of(
                ModelSource.repository(root.resolve("none")),
                (name, version, folder) -> new Word(""),
                1));
  }

  private ModelRepository<Word> repository(int versions) {
    return ModelRepository.of(ModelSource.repository(root), this::read, versions);
  }

  private Word read(String name, long version, Path folder) {
    try {
      String text = Files.readString(folder.resolve("model.txt"));
      if (text.equals("broken")) {
        throw new IllegalStateException("no word");
      }
      Word word = new Word(text);
      made.add(word);
      return word;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(String folder, String text) throws IOException {
    Files.createDirectories(root.resolve(folder));
    Files.writeString(root.resolve(folder).resolve("model.txt"), text);
  }

  private static String word(
      ModelRepository<Word> repository, String name, @Nullable Long version) {
    try (Lease<Word> lease = repository.borrow(name, version)) {
      return lease.model().text;
    }
  }

  private static void assertStatus(Status expected, Runnable call) {
    assertEquals(expected, assertThrows(ServerException.class, call::run).status());
  }
}
