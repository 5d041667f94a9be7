package io.proxima.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.index.stored.StoredIndex;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

@Seeded
class StoredIndexTest {
  private static final MemoryBudget BUDGET = MemoryBudget.of(64 << 20);

  @Test
  void aFlatIndexIsKnownByItsBytesAndSearched(RandomGenerator random) {
    int dim = 20;
    float[][] rows = Vectors.gaussian(random, 500, dim);
    Space space = Space.of(Metric.L2, 3, new float[dim]);
    try (Matrix matrix = Matrix.open(BUDGET, "test", dim);
        OffHeap bytes =
            StoredFlat.encode(
                BUDGET,
                space,
                2,
                rows.length,
                (ord, out) -> {
                  System.arraycopy(rows[ord], 0, out, 0, dim);
                  return true;
                })) {
      for (float[] row : rows) {
        matrix.append(row, 0);
      }
      VectorIndex index = StoredIndex.open("test", bytes.segment());
      assertThat(index.kind()).isEqualTo(IndexKind.FLAT);
      assertThat(index.rowCount()).isEqualTo(500);
      assertThat(index.sizeBytes()).isEqualTo(bytes.segment().byteSize());

      NearestOrds nearest = new NearestOrds(1);
      VectorSearcher searcher = index.searcher();
      searcher.search(
          new SearchRequest(
              new PreparedQuery(rows[123]),
              MatrixScorer.of(matrix, Metric.L2, rows[123]),
              1,
              500,
              LaneMask.all(),
              500,
              Aim.recall(0.99)),
          nearest,
          Cancellation.unlimited());
      assertThat(nearest.ords()).containsExactly(123);
      SearchFigures figures = searcher.figures().plus(SearchFigures.NONE);
      assertThat(figures.visited()).isEqualTo(512);
      assertThat(figures.measured()).isPositive();
      assertThat(figures.probes()).isZero();
    }
  }

  @Test
  void aQueryIsCodedOnceForEachSpace() {
    PreparedQuery query = new PreparedQuery(new float[] {1, 2, 3});
    Space space = Space.of(Metric.L2, 3, new float[3]);
    assertThat(query.in(Space.of(Metric.L2, 3, new float[3]))).isSameAs(query.in(space));
    assertThat(query.in(Space.of(Metric.L2, 4, new float[3]))).isNotSameAs(query.in(space));
    assertThat(query.in(Space.of(Metric.COSINE, 3, new float[3]))).isNotSameAs(query.in(space));
  }

  @Test
  void aHigherAimIsMoreWork() {
    float before = 0;
    for (double recall : new double[] {0.5, 0.9, 0.95, 0.99, 0.999}) {
      float epsilon = Aim.recall(recall).effort(10, 100).epsilon();
      assertThat(epsilon).isGreaterThan(before);
      before = epsilon;
    }
    assertThat(Aim.recall(0.99).epsilon()).isEqualTo(1.9f, within(0.01f));
    assertThat(new Aim(0.9, 3_000, 0).effort(10, 100).survivors()).isEqualTo(3_000);
    assertThat(new Aim(0.9, 5, 0).effort(10, 100).survivors()).isEqualTo(10);
  }

  @Test
  void otherBytesAreRefused() {
    for (int length : new int[] {0, 7, 64, 1000}) {
      assertThatThrownBy(() -> StoredIndex.open("x", MemorySegment.ofArray(new byte[length])))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE));
    }
  }
}
