package io.proxima.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FaultStorageTest extends StorageContract {
  @Override
  protected Storage create() {
    return new FaultStorage();
  }

  @Test
  void onlySyncedDataAndSyncedNamesSurvive() {
    FaultStorage storage = new FaultStorage();
    write(storage, "a", 1, true);
    storage.syncDirectory("");
    write(storage, "b", 2, true);
    try (WritableFile file = storage.create("c")) {
      storage.syncDirectory("");
      file.write(0, new byte[] {3}, 0, 1);
    }
    storage.rename("a", "d");
    FaultStorage after = storage.afterCrash(Variant.SYNCED_ONLY, new Random(1));
    assertThat(after.files()).containsExactly("a", "b", "c");
    assertThat(after.read("c")).isEmpty();
    assertThat(after.read("a")).containsExactly(1);
    assertThat(storage.afterCrash(Variant.ALL, new Random(1)).files())
        .containsExactly("b", "c", "d");
  }

  @Test
  void aTornWriteKeepsAPart() {
    FaultStorage storage = new FaultStorage();
    try (WritableFile file = storage.create("a")) {
      storage.syncDirectory("");
      file.write(0, new byte[] {1, 1, 1, 1}, 0, 4);
    }
    byte[] found = storage.afterCrash(Variant.LAST_WRITE_TORN, new Random(1)).read("a");
    assertThat(found.length).isBetween(1, 3);
  }

  @Test
  void theChosenCallFailsOnceOrForEver() {
    FaultStorage storage = new FaultStorage();
    storage.failAt(2, Fault.IO_ERROR, false);
    storage.create("a").close();
    assertThatThrownBy(() -> storage.create("b")).isInstanceOf(ProximaException.class);
    storage.create("b").close();
    storage.failAt(storage.calls() + 1, Fault.POWER_CUT, false);
    assertThatThrownBy(() -> storage.create("c")).hasMessageContaining("POWER_CUT");
    assertThatThrownBy(() -> storage.read("a")).hasMessageContaining("POWER_CUT");
    assertThat(storage.openHandles()).isZero();
  }

  private static void write(Storage storage, String name, int value, boolean sync) {
    try (WritableFile file = storage.create(name)) {
      file.write(0, new byte[] {(byte) value}, 0, 1);
      if (sync) {
        file.sync();
      }
    }
  }
}
