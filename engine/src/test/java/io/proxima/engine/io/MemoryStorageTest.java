package io.proxima.engine.io;

final class MemoryStorageTest extends StorageContract {
  @Override
  protected Storage create() {
    return Storage.memory("mem:test");
  }
}
