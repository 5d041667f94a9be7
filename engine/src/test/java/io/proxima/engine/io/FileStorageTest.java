package io.proxima.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStorageTest extends StorageContract {
  @TempDir Path directory;

  @Override
  protected Storage create() {
    return Storage.files(directory.resolve("db"), Clock.system());
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    try (Storage storage = Storage.files(directory.resolve("private"), Clock.system())) {
      storage.create("f").close();
    }
    assertThat(permissions("private")).isEqualTo("rwx------");
    assertThat(permissions("private/f")).isEqualTo("rw-------");
  }

  @Test
  void theHolderOfALockIsNamedForEverySpelling() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("db"));
    try (Storage storage = Storage.files(directory.resolve("db"), Clock.system());
        DirectoryLock lock = storage.lock();
        Storage other = Storage.files(link, Clock.system())) {
      assertThatThrownBy(other::lock)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      lock.check();
    }
  }

  @Test
  void aLockThatCouldNotBeTakenIsFreeForTheNext() throws IOException {
    Path db = directory.resolve("db");
    Path owner = Files.createDirectory(db.resolve("owner"));
    try (Storage storage = Storage.files(db, Clock.system())) {
      assertThatThrownBy(storage::lock).hasMessageContaining("owner");
      Files.delete(owner);
      storage.lock().close();
    }
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
  }
}
