package io.heed.engine.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibrariesTest {
  private static final String NAME = "libcudart.so.12";

  @TempDir Path temp;
  private FakeMachine machine = new FakeMachine(Path.of("unset"));

  @BeforeEach
  void machine() {
    machine = new FakeMachine(temp);
  }

  /** The order of ld.so(8); each place taken away uncovers the next one. */
  @Test
  void find_inSeveralPlaces_takesTheLoadersFirst() throws IOException {
    machine
        .environment("LD_LIBRARY_PATH", "/env::relative")
        .cached("/cache/" + NAME)
        .library("/app/" + NAME)
        .library("/env/" + NAME)
        .library("/cache/" + NAME)
        .library("/usr/lib64/" + NAME);
    FakeElf provider = FakeElf.named("p.so").runPath("$ORIGIN/../app").needs(NAME);
    ElfFile asking = ElfFile.read(provider.at(machine.path("/native/p.so")));
    for (String place : List.of("/env/", "/native/../app/", "/cache/", "/usr/lib64/")) {
      LibraryFile found = SharedLibraries.of(machine.files()).find(NAME, asking).orElseThrow();
      assertEquals(machine.path(place + NAME), found.file());
      Files.delete(found.file());
    }
    assertTrue(SharedLibraries.of(machine.files()).find(NAME, asking).isEmpty());
  }

  @Test
  void find_withRPathOnly_prefersItToTheEnvironment() throws IOException {
    machine.environment("LD_LIBRARY_PATH", "/env").library("/env/" + NAME).library("/own/" + NAME);
    FakeElf old = FakeElf.named("p.so").rPath("/own");
    assertEquals(machine.path("/own/" + NAME), find(old));
    assertEquals(machine.path("/env/" + NAME), find(old.runPath("/nowhere")));
  }

  @Test
  void find_ofAnotherProcessorOrNoLibrary_passesBy() throws IOException {
    machine
        .environment("LD_LIBRARY_PATH", "/arm:/text:/folder:/good")
        .library("/arm/" + NAME, FakeElf.named(NAME).machine(FakeElf.AARCH64))
        .file("/text/" + NAME, "INPUT(somewhere)")
        .file("/folder/" + NAME + "/x", "")
        .library("/good/" + NAME);
    assertEquals(machine.path("/good/" + NAME), find(FakeElf.named("p.so")));
  }

  @Test
  void versions_withLinksAndSeveralPlaces_hasEachOnceWithItsNumber() throws IOException {
    machine
        .library("/usr/lib64/libcudart.so.12.4.127", FakeElf.named(NAME))
        .library("/usr/local/cuda-11.8/lib64/libcudart.so.11.0")
        .library("/usr/local/cuda-13.0/targets/x86_64-linux/lib/libcudart.so.13")
        .library("/usr/lib64/libcudartish.so.1");
    Files.createSymbolicLink(machine.path("/usr/lib64/" + NAME), Path.of("libcudart.so.12.4.127"));
    Files.createSymbolicLink(machine.path("/usr/lib64/libcudart.so.9"), Path.of("gone"));
    List<LibraryFile> versions = SharedLibraries.of(machine.files()).versions("libcudart.so");
    assertEquals(
        List.of(
            NAME + " 12.4.127 true", "libcudart.so.11.0 11.0 false", "libcudart.so.13 13 false"),
        versions.stream()
            .map(found -> found.soname() + " " + found.version() + " " + found.onLoaderPath())
            .toList());
  }

  @Test
  void cache_behindTheOlderFormat_isRead() throws IOException {
    byte[] cache = FakeMachine.cacheBytes(List.of("/a/libx.so.1", "/b/libx.so.1", "/b/liby.so"));
    byte[] older = "ld.so-1.7.0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    Path file = temp.resolve("cache");
    byte[] both = ByteBuffer.allocate(older.length + cache.length).put(older).put(cache).array();
    Files.write(file, both);
    assertEquals(
        Map.of(
            "libx.so.1", List.of("/a/libx.so.1", "/b/libx.so.1"), "liby.so", List.of("/b/liby.so")),
        LoaderCache.read(file));
  }

  @Test
  void cache_cutOrNone_givesWhatIsWhole() throws IOException {
    byte[] cache = FakeMachine.cacheBytes(List.of("/a/libx.so.1", "/b/liby.so"));
    Path file = temp.resolve("cache");
    for (int length = 0; length < cache.length - 12; length++) {
      Files.write(file, Arrays.copyOf(cache, length));
      assertTrue(!LoaderCache.read(file).containsKey("liby.so"), "of length " + length);
    }
    assertEquals(Map.of(), LoaderCache.read(temp.resolve("none")));
  }

  @Test
  void cache_ofThisMachine_knowsTheCLibrary() {
    Path file = Path.of("/etc/ld.so.cache");
    assumeTrue(Files.exists(file), "no " + file);
    List<String> paths = LoaderCache.read(file).getOrDefault("libc.so.6", List.of());
    assertTrue(paths.stream().allMatch(path -> Files.exists(Path.of(path))), paths::toString);
    assertTrue(!paths.isEmpty());
  }

  private Path find(FakeElf provider) throws IOException {
    ElfFile asking = ElfFile.read(provider.at(machine.path("/native/p.so")));
    return SharedLibraries.of(machine.files()).find(NAME, asking).orElseThrow().file();
  }
}
