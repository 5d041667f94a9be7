package io.proxima.bench;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.vector.Centers;
import io.proxima.engine.vector.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Distances from one query to all rows of a set that fits the second-level cache.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBench {
  /// The size of the set, in floats: 256 KiB.
  static final int FLOATS = 64 << 10;

  /// The number of dimensions.
  @Param({"100", "128", "384", "784", "1536"})
  public int dim = 128;

  /// `simd` or `plain`.
  @Param({"simd", "plain"})
  public String kernels = "simd";

  /// The number of centres.
  static final int CENTERS = 256;

  private Kernels loops = Kernels.plain();
  private Centers centers = Centers.of(new float[1], 0, 1, 1);
  private Centers.Search search = Centers.Search.of(new float[1], 1, 1);
  private float[] query = {};
  private float[] heap = {};
  private float[] out = {};
  private double[] exact = {};
  private MemorySegment rows = MemorySegment.NULL;
  private OffHeap memory = MemoryBudget.of(1).allocate("nothing", 1);

  /// The number of rows of the set.
  static int rowCount(int dim) {
    return FLOATS / dim;
  }

  /// Makes the set.
  @Setup(Level.Trial)
  public void fill() {
    loops = kernels.equals("simd") ? Kernels.best() : Kernels.plain();
    SplittableRandom random = new SplittableRandom(1);
    query = new float[dim];
    heap = new float[rowCount(dim) * dim];
    out = new float[rowCount(dim)];
    exact = new double[rowCount(dim)];
    for (int i = 0; i < dim; i++) {
      query[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < heap.length; i++) {
      heap[i] = (float) random.nextGaussian();
    }
    float[] some = new float[CENTERS * dim];
    for (int i = 0; i < some.length; i++) {
      some[i] = (float) random.nextGaussian();
    }
    centers = Centers.of(loops, some, 0, CENTERS, dim);
    search = Centers.Search.of(heap, rowCount(dim), dim);
    memory.close();
    memory = MemoryBudget.of(1 << 20).allocate("rows", heap.length * 4L);
    rows = memory.segment();
    MemorySegment.copy(heap, 0, rows, ValueLayout.JAVA_FLOAT, 0, heap.length);
  }

  /// Gives the memory back.
  @TearDown(Level.Trial)
  public void free() {
    memory.close();
  }

  /// Squared L2 from an array.
  @Benchmark
  public float[] l2Heap() {
    for (int i = 0; i < out.length; i++) {
      out[i] = loops.squaredL2(query, 0, heap, i * dim, dim);
    }
    return out;
  }

  /// Inner product from an array.
  @Benchmark
  public float[] dotHeap() {
    for (int i = 0; i < out.length; i++) {
      out[i] = loops.dot(query, 0, heap, i * dim, dim);
    }
    return out;
  }

  /// L1 from an array.
  @Benchmark
  public float[] l1Heap() {
    for (int i = 0; i < out.length; i++) {
      out[i] = loops.l1(query, 0, heap, i * dim, dim);
    }
    return out;
  }

  /// Squared L2 from outside the heap.
  @Benchmark
  public float[] l2OffHeap() {
    loops.squaredL2(query, rows, 0, out.length, out, 0);
    return out;
  }

  /// Inner product from outside the heap.
  @Benchmark
  public float[] dotOffHeap() {
    loops.dot(query, rows, 0, out.length, out, 0);
    return out;
  }

  /// L1 from outside the heap.
  @Benchmark
  public float[] l1OffHeap() {
    loops.l1(query, rows, 0, out.length, out, 0);
    return out;
  }

  /// Squared L2 with `double` sums, from an array.
  @Benchmark
  public double[] l2Exact() {
    for (int i = 0; i < exact.length; i++) {
      exact[i] = loops.exactSquaredL2(query, 0, heap, i * dim, dim);
    }
    return exact;
  }

  /// Which of [#CENTERS] centres is the nearest, from an array; per distance.
  @Benchmark
  @OperationsPerInvocation(CENTERS)
  public int[] nearestCenter() {
    search.reset(out.length);
    centers.improve(search, out.length);
    return search.numbers();
  }
}
