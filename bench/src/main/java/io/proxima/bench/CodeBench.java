package io.proxima.bench;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.quant.Space;
import io.proxima.engine.vector.BlockScan;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;
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

/// Codes of 1,024 vectors: reading them, and what making one takes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodeBench {
  private static final int VECTORS = 1_024;
  private static final int BLOCKS = VECTORS / CodeKernels.LANES;
  private static final int BITS = 3;

  /// The number of dimensions.
  @Param({"100", "128", "384", "784", "1536"})
  public int dim = 128;

  /// `simd` or `plain`.
  @Param({"simd", "plain"})
  public String kernels = "simd";

  private CodeKernels loops = CodeKernels.plain();
  private Space space = Space.of(Metric.L2, 1, new float[1]);
  private RabitqEncoder encoder = new RabitqEncoder(space, 0);
  private CodedQuery query = new CodedQuery(space, new float[1]);
  private OffHeap memory = MemoryBudget.of(1).allocate("nothing", 1);
  private MemorySegment blocks = MemorySegment.NULL;
  private MemorySegment records = MemorySegment.NULL;
  private MemorySegment bytes = MemorySegment.NULL;
  private byte[] heapBytes = {};
  private float[] vector = {};
  private float[] padded = {};
  private float[] factors = {};
  private long[] words = {};
  private final float[] sums = new float[2];
  private final BlockScan found = BlockScan.of(BLOCKS);

  /// Makes the codes.
  @Setup(Level.Trial)
  public void fill() {
    loops = kernels.equals("simd") ? CodeKernels.best() : CodeKernels.plain();
    SplittableRandom random = new SplittableRandom(1);
    space = Space.of(Metric.L2, 1, new float[dim]);
    encoder = new RabitqEncoder(space, BITS);
    vector = new float[dim];
    padded = new float[space.paddedDim()];
    factors = new float[4 * space.paddedDim()];
    words = new long[8 * space.words()];
    long blockBytes = CodeKernels.blockBytes(space.words());
    long recordBytes = RabitqEncoder.recordBytes(space.words(), BITS);
    memory.close();
    memory =
        MemoryBudget.of(1 << 26)
            .allocate("codes", BLOCKS * blockBytes + VECTORS * (recordBytes + dim));
    blocks = memory.segment();
    records = blocks.asSlice(BLOCKS * blockBytes);
    bytes = records.asSlice(VECTORS * recordBytes);
    for (int row = 0; row < VECTORS; row++) {
      for (int i = 0; i < dim; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      encoder.encode(vector, 0);
      encoder.writeTo(blocks, row / CodeKernels.LANES * blockBytes, row % CodeKernels.LANES);
      encoder.writeRecord(records, row * recordBytes);
    }
    heapBytes = bytes.toArray(ValueLayout.JAVA_BYTE);
    random.nextBytes(heapBytes);
    MemorySegment.copy(heapBytes, 0, bytes, ValueLayout.JAVA_BYTE, 0, heapBytes.length);
    query = new CodedQuery(space, vector);
    for (int i = 0; i < padded.length; i++) {
      padded[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (random.nextBoolean() ? 1 : -1) / (float) Math.sqrt(padded.length);
    }
  }

  /// Gives the memory back.
  @TearDown(Level.Trial)
  public void free() {
    memory.close();
  }

  /// Estimates by signs.
  @Benchmark
  @OperationsPerInvocation(VECTORS)
  public BlockScan scan() {
    loops.scan(blocks, 0, BLOCKS, query.blocks(), query.base(null), found);
    return found;
  }

  /// Estimates by signs and three further bits, vector by vector.
  @Benchmark
  @OperationsPerInvocation(VECTORS)
  public float extended() {
    long blockBytes = CodeKernels.blockBytes(space.words());
    long recordBytes = RabitqEncoder.recordBytes(space.words(), BITS);
    float sum = 0;
    for (int row = 0; row < VECTORS; row++) {
      sum +=
          query.extended(
              blocks,
              row / CodeKernels.LANES * blockBytes,
              row % CodeKernels.LANES,
              records,
              row * recordBytes,
              BITS);
    }
    return sum;
  }

  /// Inner products of a query with bytes on the heap.
  @Benchmark
  @OperationsPerInvocation(VECTORS)
  public float bytesHeap() {
    float sum = 0;
    for (int row = 0; row < VECTORS; row++) {
      sum += loops.codeDot(vector, heapBytes, row * dim);
    }
    return sum;
  }

  /// Inner products of a query with bytes outside the heap.
  @Benchmark
  @OperationsPerInvocation(VECTORS)
  public float bytesOffHeap() {
    float sum = 0;
    for (int row = 0; row < VECTORS; row++) {
      sum += loops.codeDot(vector, bytes, (long) row * dim);
    }
    return sum;
  }

  /// The turn of a vector.
  @Benchmark
  public float[] rotate() {
    loops.rotate(padded, padded.length, factors);
    return padded;
  }

  /// The planes of a query.
  @Benchmark
  public long[] planes() {
    loops.toPlanes(padded, padded.length, 3, 4, words, sums);
    return words;
  }

  /// The signs of a vector.
  @Benchmark
  public long[] signs() {
    loops.signs(padded, padded.length, words);
    return words;
  }

  /// The code of a vector, by the fastest kernels.
  @Benchmark
  public RabitqEncoder encode() {
    encoder.encode(vector, 0);
    return encoder;
  }

  /// The preparation of a query, by the fastest kernels.
  @Benchmark
  public CodedQuery prepare() {
    return new CodedQuery(space, vector);
  }
}
