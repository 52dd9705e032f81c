package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heed.models.ModelException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
final class DiskModelDirectoryTest {
  @TempDir Path temp;
  private Path dir;

  @BeforeEach
  void minimalDirectory() throws IOException {
    dir = Fixture.minimalIn(temp);
  }

  @Test
  void open_minimal_hasNoMetadata() {
    ModelDirectory directory = ModelDirectory.open(dir);
    assertEquals(Optional.empty(), directory.metadata());
    assertFails(Kind.NOT_FOUND, directory::verifyChecksums, "heed.json");
  }

  @Test
  void open_relativePath_hasTheDirectorysName() {
    Path here = Path.of("").toAbsolutePath();
    assumeTrue(here.getRoot().equals(dir.getRoot()), "two drives have no relative path");
    assertEquals("minimal", ModelDirectory.open(here.relativize(dir).resolve(".")).name());
  }

  @Test
  void open_noDirectory_isNotFound() {
    assertFails(
        Kind.NOT_FOUND, () -> ModelDirectory.open(temp.resolve("no")), "no such model directory");
  }

  @Test
  void open_aFile_isInvalid() {
    assertFails(
        Kind.INVALID,
        () -> ModelDirectory.open(dir.resolve("model.onnx")),
        "model.onnx: found a file");
  }

  @Test
  void open_emptyDirectory_namesTheMissingFile() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertFails(Kind.NOT_FOUND, () -> ModelDirectory.open(empty), "config.json", "found []");
  }

  @Test
  void open_afterAnInterruptedWrite_saysSo() throws IOException {
    Files.createDirectory(temp.resolve(".gone.heed-write"));
    assertFails(
        Kind.NOT_FOUND,
        () -> ModelDirectory.open(temp.resolve("gone")),
        "a writer was interrupted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.txt", "spiece.model"})
  void open_vocabularyWithoutTokenizerJson_saysWhatIsExpected(String vocabulary)
      throws IOException {
    Files.move(dir.resolve("tokenizer.json"), dir.resolve(vocabulary));
    assertFails(
        Kind.NOT_FOUND,
        () -> ModelDirectory.open(dir),
        "found " + vocabulary + " alone",
        "expected tokenizer.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 'root': found nothing",
        "[] | expected a JSON object",
        "{} | 'model': found nothing",
        "{\"model\": {} | expected JSON",
        "{\"model\": {}} 1 | 'end'",
        "{\"model\": {\"vocab\": [1, 2,]}} | line 1, column",
        "{\"a\": {\"model\": 1}} | 'model': found nothing",
      })
  void open_wrongTokenizer_isInvalid(String json, String part) throws IOException {
    Files.writeString(dir.resolve("tokenizer.json"), json);
    assertFails(Kind.INVALID, () -> ModelDirectory.open(dir), "tokenizer.json: ", part);
  }

  @Test
  void open_configTruncated_namesTheFile() throws IOException {
    Files.writeString(dir.resolve("config.json"), "{\"id2label\": {\"0\": \"n");
    assertFails(
        Kind.INVALID,
        () -> ModelDirectory.open(dir),
        dir.resolve("config.json").toString(),
        "expected JSON");
  }

  @Test
  void open_configAboveTheLimit_isInvalidWithoutReadingIt() throws IOException {
    try (RandomAccessFile sparse =
        new RandomAccessFile(dir.resolve("config.json").toFile(), "rw")) {
      sparse.setLength(1L << 34);
    }
    assertFails(
        Kind.INVALID,
        () -> ModelDirectory.open(dir),
        "config.json: found 17179869184 bytes, expected at most 16777216");
  }

  @Test
  void read_fileBeyondAnArray_isInvalid() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(dir.resolve("model.onnx").toFile(), "rw")) {
      sparse.setLength(1L << 32);
    }
    ModelDirectory directory = ModelDirectory.open(dir);
    assertEquals(1L << 32, directory.defaultVariant().sizeBytes());
    assertFails(Kind.INVALID, () -> directory.read("model.onnx"), "4294967296 bytes");
  }

  @Test
  void open_folderInPlaceOfConfig_isNotFound() throws IOException {
    Files.delete(dir.resolve("config.json"));
    Files.createDirectory(dir.resolve("config.json"));
    assertFails(ModelException.Kind.NOT_FOUND, () -> ModelDirectory.open(dir), "config.json");
  }

  @Test
  void open_unreadableFile_isIo() throws IOException {
    assumeTrue(Files.getFileStore(dir).supportsFileAttributeView("posix"), "needs permissions");
    Path config = dir.resolve("config.json");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(config), "this user reads everything");
    assertFails(Kind.IO, () -> ModelDirectory.open(dir), "config.json", "access denied");
  }

  @Test
  void open_symbolicLinksToABlobStore_followsThem() throws IOException {
    Path blobs = Files.move(dir, temp.resolve("blobs"));
    Path snapshot = Files.createDirectories(temp.resolve("snapshots/abc"));
    for (String file : new String[] {"config.json", "tokenizer.json", "model.onnx"}) {
      Files.createSymbolicLink(snapshot.resolve(file), Path.of("../../blobs").resolve(file));
    }
    assertEquals(5, ModelDirectory.open(snapshot).defaultVariant().sizeBytes());
    Files.delete(blobs.resolve("model.onnx"));
    assertFails(
        Kind.NOT_FOUND,
        () -> ModelDirectory.open(snapshot),
        "model.onnx: a symbolic link to nothing");
  }

  @Test
  void verifyChecksums_changedOrLostFile_namesIt() throws IOException {
    Path target = temp.resolve("written");
    ModelDirectory directory = Fixture.writer(target, "one").write();
    directory.verifyChecksums();
    Files.writeString(target.resolve("model_int8.onnx"), "small graph of two");
    assertFails(
        Kind.INVALID,
        directory::verifyChecksums,
        "model_int8.onnx: found 18 bytes with SHA-256 ",
        ", expected 18 bytes with SHA-256 ");
    Files.delete(target.resolve("model_int8.onnx"));
    assertFails(Kind.NOT_FOUND, directory::verifyChecksums, "model_int8.onnx");
  }
}
