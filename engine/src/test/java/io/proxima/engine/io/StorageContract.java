package io.proxima.engine.io;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every storage does alike.
public abstract class StorageContract {
  private Storage storage;

  /// An empty storage.
  protected abstract Storage create();

  @BeforeEach
  void open() {
    storage = create();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void writtenBytesAreRead() {
    write("a", "hello");
    assertThat(text("a")).isEqualTo("hello");
    try (ReadableFile file = storage.open("a")) {
      byte[] target = new byte[8];
      assertThat(file.read(3, target, 1, 5)).isEqualTo(2);
      assertThat(target[1]).isEqualTo((byte) 'l');
      assertThat(file.read(5, target, 0, 1)).isZero();
      assertThat(file.sizeBytes()).isEqualTo(5);
    }
  }

  @Test
  void writesMayOverwriteAndExtend() {
    try (WritableFile file = storage.create("a")) {
      file.write(0, new byte[4096], 0, 4096);
      file.write(2, "xy".getBytes(StandardCharsets.UTF_8), 0, 2);
      file.sync();
      assertThat(file.sizeBytes()).isEqualTo(4096);
    }
    assertThat(storage.read("a")).hasSize(4096).contains((byte) 'x', atIndex(2));
  }

  @Test
  void aFileThatWasWrittenBeforeCanBeForced() {
    write("a", "hello");
    storage.sync("a");
    assertThat(text("a")).isEqualTo("hello");
    refuses(ErrorCode.CORRUPT_FILE, () -> storage.sync("none"));
  }

  @Test
  void aRegionShowsTheFileAndCannotBeWritten() {
    write("a", "0123456789");
    try (ReadableFile file = storage.open("a")) {
      var region = file.region(2, 5);
      assertThat(region.byteSize()).isEqualTo(5);
      assertThat(region.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) '2');
      assertThat(region.isReadOnly()).isTrue();
    }
  }

  @Test
  void aRegionEndsWithItsFile() {
    write("a", "0123456789");
    ReadableFile file = storage.open("a");
    var region = file.region(2, 5);
    file.close();
    assertThat(region.scope().isAlive()).isFalse();
    file.close();
  }

  @Test
  void aRegionBeyondTheEndIsRefused() {
    write("a", "0123456789");
    try (ReadableFile file = storage.open("a")) {
      refuses(ErrorCode.CORRUPT_FILE, () -> file.region(6, 5));
    }
  }

  @Test
  void aTakenNameIsRefused() {
    write("a", "1");
    refuses(ErrorCode.IO_FAILURE, () -> storage.create("a"));
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  void aMissingFileIsRefused() {
    refuses(ErrorCode.CORRUPT_FILE, () -> storage.open("none"));
    refuses(ErrorCode.CORRUPT_FILE, () -> storage.read("none"));
    refuses(ErrorCode.CORRUPT_FILE, () -> storage.rename("none", "other"));
    refuses(ErrorCode.CORRUPT_FILE, () -> storage.create("none/file"));
  }

  @Test
  void aRenameReplaces() {
    write("a", "new");
    write("b", "old");
    storage.rename("a", "b");
    storage.syncDirectory("");
    assertThat(text("b")).isEqualTo("new");
    assertThat(storage.exists("a")).isFalse();
  }

  @Test
  void aDirectoryIsRenamedWithAllThatIsInIt() {
    storage.createDirectory("d/e");
    storage.createDirectory("f");
    write("d/a", "1");
    write("d/e/b", "2");
    storage.rename("d", "f/g");
    storage.syncDirectory("f");
    assertThat(storage.exists("d")).isFalse();
    assertThat(storage.list("f/g")).containsExactly("a", "e");
    assertThat(text("f/g/e/b")).isEqualTo("2");
    storage.createDirectory("d");
    refuses(ErrorCode.IO_FAILURE, () -> storage.rename("d", "f/g"));
    assertThat(text("f/g/a")).isEqualTo("1");
  }

  @Test
  void listingShowsFilesAndDirectoriesOfOneLevel() {
    storage.createDirectory("d/e");
    write("a", "1");
    write("d/b", "2");
    assertThat(storage.list("")).contains("a", "d").doesNotContain("b", "e");
    assertThat(storage.list("d")).containsExactly("b", "e");
    assertThat(storage.exists("d/e")).isTrue();
  }

  @Test
  void deletingTwiceIsAllowedAndAFullDirectoryStays() {
    storage.createDirectory("d");
    write("d/b", "2");
    refuses(ErrorCode.IO_FAILURE, () -> storage.delete("d"));
    storage.delete("d/b");
    storage.delete("d/b");
    storage.delete("d");
    assertThat(storage.exists("d")).isFalse();
  }

  @Test
  void aLockIsTakenOnce() {
    try (DirectoryLock lock = storage.lock()) {
      lock.check();
      refuses(ErrorCode.CANNOT_CONNECT, () -> storage.lock());
      lock.check();
    }
    storage.lock().close();
  }

  @Test
  void aLockThatIsClosedTwiceDoesNotFreeThatOfAnother() {
    DirectoryLock first = storage.lock();
    first.close();
    try (DirectoryLock second = storage.lock()) {
      first.close();
      refuses(ErrorCode.CANNOT_CONNECT, () -> storage.lock());
      second.check();
    }
  }

  @Test
  void anInterruptedThreadWorksOn() {
    Thread.currentThread().interrupt();
    storage.createDirectory("d");
    try (WritableFile file = storage.create("d/a")) {
      file.write(0, new byte[10], 0, 10);
      file.sync();
      storage.syncDirectory("d");
      try (DirectoryLock lock = storage.lock()) {
        lock.check();
      }
      try (ReadableFile read = storage.open("d/a")) {
        assertThat(read.region(0, 10).byteSize()).isEqualTo(10);
      }
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(storage.read("d/a")).hasSize(10);
  }

  private static org.assertj.core.data.Index atIndex(int index) {
    return org.assertj.core.data.Index.atIndex(index);
  }

  private void write(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (WritableFile file = storage.create(name)) {
      file.write(0, bytes, 0, bytes.length);
      file.sync();
    }
  }

  private String text(String name) {
    return new String(storage.read(name), StandardCharsets.UTF_8);
  }
}
