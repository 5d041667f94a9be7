package io.proxima.engine.txn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotRegistryTest {
  @Test
  void theOldestReaderIsKnown() {
    SnapshotRegistry registry = new SnapshotRegistry();
    assertThat(registry.oldest(9)).isEqualTo(9);
    registry.add(5);
    registry.add(3);
    registry.add(3);
    assertThat(registry.oldest(9)).isEqualTo(3);
    registry.remove(3);
    assertThat(registry.oldest(9)).isEqualTo(3);
    registry.remove(3);
    assertThat(registry.oldest(9)).isEqualTo(5);
    assertThat(registry.count()).isEqualTo(1);
    registry.remove(5);
    assertThat(registry.oldest(9)).isEqualTo(9);
  }
}
