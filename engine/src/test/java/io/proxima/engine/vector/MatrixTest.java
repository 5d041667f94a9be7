package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private final MemoryBudget budget = MemoryBudget.of(64 << 20);

  @Test
  void rowsComeBackAsAppendedAcrossChunks() {
    for (int dim : new int[] {1, 3, 100, 384, 5_000}) {
      try (Matrix matrix = Matrix.open(budget, "test", dim)) {
        int rows = Math.min(400_000, 3_000_000 / dim);
        float[] row = new float[dim + 1];
        for (int i = 0; i < rows; i++) {
          row[1] = i;
          row[dim] = i;
          assertThat(matrix.append(row, 1)).isEqualTo(i);
        }
        assertThat(matrix.rowCount()).isEqualTo(rows);
        float[] copy = new float[dim + 2];
        for (int i = 0; i < rows; i++) {
          matrix.copy(i, copy, 2);
          assertThat(copy[2]).isEqualTo(i);
          assertThat(copy[dim + 1]).isEqualTo(i);
          double expected = (double) i * i * (dim == 1 ? 1 : 2);
          assertThat(matrix.squaredNorm(i)).isEqualTo(expected);
        }
      }
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void zeroRowsAreZero() {
    try (Matrix matrix = Matrix.open(budget, "test", 2)) {
      matrix.append(new float[] {1, 2}, 0);
      assertThat(matrix.appendZero()).isEqualTo(1);
      float[] copy = {9, 9};
      matrix.copy(1, copy, 0);

      assertThat(copy).containsExactly(0, 0);
      assertThat(matrix.squaredNorm(1)).isZero();
    }
  }

  @Test
  void aSmallMatrixTakesLittleMemory() {
    try (Matrix matrix = Matrix.open(budget, "test", 384)) {
      matrix.appendZero();

      assertThat(budget.usedBytes()).isBetween(1L, 16L << 10);
    }
  }

  @Test
  void aRowWiderThanAChunkFits() {
    try (Matrix matrix = Matrix.open(budget, "test", 600_000)) {
      matrix.append(new float[600_000], 0);
      matrix.append(new float[600_000], 0);

      assertThat(matrix.rowCount()).isEqualTo(2);
    }
  }

  @Test
  void capacityThatCannotBeHadLeavesTheMatrixAsItWas() {
    MemoryBudget small = MemoryBudget.of(5 << 20);
    try (Matrix matrix = Matrix.open(small, "embedding of docs", 100)) {
      matrix.append(new float[100], 0);
      long used = small.usedBytes();
      int capacity = matrix.capacity();

      assertThatThrownBy(() -> matrix.ensureCapacity(100_000))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY))
          .hasMessageContaining("embedding of docs");
      assertThat(small.usedBytes()).isEqualTo(used);
      assertThat(matrix.capacity()).isEqualTo(capacity);
      assertThat(matrix.rowCount()).isEqualTo(1);

      matrix.ensureCapacity(5_000);
      long reserved = small.usedBytes();
      while (matrix.rowCount() < 5_000) {
        matrix.appendZero();
      }
      assertThat(small.usedBytes()).isEqualTo(reserved);
    }
    assertThat(small.usedBytes()).isZero();
  }

  @Test
  void readersSeeWhatWasPublishedToThem() throws InterruptedException {
    int rows = 50_000;
    AtomicInteger published = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    try (Matrix matrix = Matrix.open(budget, "test", 5)) {
      Thread reader =
          new Thread(() -> {
            float[] copy = new float[5];
            int seen = 0;
            while (seen < rows) {
              int now = published.get();
              for (; seen < now; seen++) {
                matrix.copy(seen, copy, 0);
                if (copy[0] != seen || copy[4] != -seen) {
                  wrong.incrementAndGet();
                }
              }
              Thread.onSpinWait();
            }
          });
      reader.start();
      for (int i = 0; i < rows; i++) {
        matrix.append(new float[] {i, 0, 0, 0, -i}, 0);
        published.set(i + 1);
      }
      reader.join();
    }

    assertThat(wrong).hasValue(0);
  }

  @Test
  void closeTwiceGivesBackOnce() {
    Matrix matrix = Matrix.open(budget, "test", 8);
    matrix.appendZero();
    matrix.close();
    matrix.close();

    assertThat(budget.usedBytes()).isZero();
  }
}
