package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;

/// The loops over codes of vectors and the loops that make codes, with SIMD or in plain Java.
///
/// All kernels give the same bits: sums of integers are exact, and each sum of floats is made of 16
/// partial sums (component `i` goes to sum `i mod 16`) added in a fixed order, without fused
/// multiply-add. So it does not matter which kernels made a code and which read it. Only
/// [#codeDot(float\[\], MemorySegment, long)] rounds as it likes.
///
/// # A block
///
/// 32 vectors side by side, `words` 64-bit words of one bit a dimension each, little-endian:
///
/// | bytes | what |
/// |---|---|
/// | `words × 32` u64 | the bits: 32 lanes of word 0, 32 lanes of word 1, and so on |
/// | 32 f32 | `F`, what a vector multiplies the sum with |
/// | 32 f32 | `A`, what it adds |
/// | 32 bf16 | `E`, its share of the bound of the error |
///
/// Lanes of one word are neighbours, so one register holds a word of many vectors and a sum needs
/// no addition across it; the words of one vector are 256 bytes apart.
///
/// - **Shape:** vectors have `dim` components, a multiple of 64; component `i` is bit `i mod 64` of
///   word `i / 64`.
/// - **Owns:** borrows everything until return. Segments lie outside the heap.
/// - **Threads:** thread-safe.
public sealed interface CodeKernels permits PlainCodeKernels, SimdCodeKernels {
  /// The number of vectors in a block.
  int LANES = 32;

  /// The most bits of a component of a query.
  int MAX_PLANES = 8;

  /// The fastest kernels of this virtual machine.
  static CodeKernels best() {
    return CodeKernelChoice.BEST;
  }

  /// The kernels that need no module.
  static CodeKernels plain() {
    return CodeKernelChoice.PLAIN;
  }

  /// The bytes of a block.
  static long blockBytes(int words) {
    return factorsAt(words) + 10L * LANES;
  }

  /// Where in a block the factors `F` begin.
  static long factorsAt(int words) {
    return 8L * LANES * words;
  }

  /// Estimates for the 32 vectors of each of `count` blocks behind one another, and which of these
  /// estimates are below `limit`.
  void scan(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found);

  /// The sums `Σ plane weight · bits in common` of the 32 vectors of a block.
  void sums(MemorySegment blocks, long at, BitPlanes query, int[] sums);

  /// The sum over the components of `code · query`, where bit `bits` of the code is that of `lane`
  /// in a block and the `bits` below it are in a record: word by word `bits` words, lowest bit
  /// first.
  long extendedSum(
      MemorySegment blocks,
      long at,
      int lane,
      MemorySegment records,
      long recordAt,
      int bits,
      BitPlanes query);

  /// Writes the lowest `planes.planes()` bits of the components of a query, rounded to whole
  /// multiples of `1 / inverseStep` and cut to what a two's complement of so many bits holds.
  ///
  /// @param sums gets the sum of these whole numbers, exact, and that of their products with the
  ///   components
  void toPlanes(float[] query, int dim, float inverseStep, int planes, long[] words, float[] sums);

  /// Writes which components are above zero.
  void signs(float[] vector, int dim, long[] words);

  /// The sum of the components whose bit is set.
  float sumWhere(long[] words, float[] vector, int dim);

  /// The sum of the absolute values.
  float sumOfAbsolutes(float[] vector, int dim);

  /// The sum of the squares.
  float sumOfSquares(float[] vector, int dim);

  /// The inner product.
  float dot(float[] a, float[] b, int dim);

  /// The largest absolute value.
  float largest(float[] vector, int dim);

  /// Cuts the absolute values `x` to the levels `m = min(⌊x · scale⌋, 2^bits − 1)`.
  ///
  /// @param sums gets `Σ (m + ½) · x` and `Σ (m + ½)²`
  void levels(float[] vector, int dim, float scale, int bits, float[] sums);

  /// Writes the lower bits of the codes of a vector, word by word `bits` words: those of the level
  /// where the component is above zero, and their complement where it is not.
  void lowBits(float[] vector, int dim, float scale, int bits, long[] words);

  /// The inner product of a vector with what the code of another stands for: `(m + ½)` with the
  /// sign of the component.
  float levelDot(float[] vector, int dim, float scale, int bits, float[] other);

  /// Turns a vector in place: four rounds, each of a multiplication with `factors[round · dim ..)`,
  /// a Hadamard transform of the first (in every other round of the last) power of two of the
  /// components, and, if these are not all, of sums and differences of the two halves.
  void rotate(float[] vector, int dim, float[] factors);

  /// `x − y`, component by component, into `out`, which may be one of them.
  void subtract(float[] x, float[] y, int dim, float[] out);

  /// The inner product of a query with unsigned bytes.
  float codeDot(float[] query, byte[] codes, int at);

  /// The inner product of a query with unsigned bytes outside the heap.
  float codeDot(float[] query, MemorySegment codes, long at);
}
