package io.proxima.engine.index.hnsw;

import io.proxima.engine.vector.CodeKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The codes and the records of the nodes, as [HnswLayout] says.
///
/// - **Threads:** as the bytes; a thread may read neighbours while another one writes them, and
///   then sees some of both.
final class NodeRecords {
  private static final long STEP_IN = 0;
  private static final long LOWEST_IN = 4;
  private static final long OWN_IN = 8;
  private static final long SQUARE_IN = 12;
  private static final long ORD_IN = 0;
  private static final long DEGREE_IN = 4;
  private static final int LEVELS = 255;
  private static final int LINE = 64;

  private final CodeKernels kernels = CodeKernels.best();
  private final MemorySegment bytes;
  private final HnswLayout layout;
  private final int dim;
  private final int slots;
  private final int nodes;
  private final long codesAt;
  private final long codeBytes;
  private final long recordsAt;
  private final long recordBytes;
  private final long blocksIn;

  NodeRecords(MemorySegment bytes, HnswLayout layout) {
    this.bytes = bytes;
    this.layout = layout;
    this.dim = layout.space().paddedDim();
    this.slots = layout.slots();
    this.nodes = layout.nodes();
    this.codesAt = layout.codesAt();
    this.codeBytes = layout.codeBytes();
    this.recordsAt = layout.recordsAt();
    this.recordBytes = layout.recordBytes();
    this.blocksIn = layout.blocksIn();
  }

  MemorySegment bytes() {
    return bytes;
  }

  HnswLayout layout() {
    return layout;
  }

  /// Where a record begins.
  long at(int node) {
    return recordsAt + node * recordBytes;
  }

  /// Where the codes of a node begin.
  long codesAt(int node) {
    return codesAt + node * codeBytes;
  }

  long blockAt(long record, int block) {
    return record + blocksIn + block * layout.blockBytes();
  }

  int ord(long record) {
    return bytes.get(HnswLayout.INT, record + ORD_IN);
  }

  /// The number of neighbours, never more than there is room for.
  int degree(long record) {
    int degree = bytes.get(HnswLayout.INT, record + DEGREE_IN);
    return degree < 0 ? 0 : Math.min(degree, slots);
  }

  /// A neighbour; -1 if what is there is no node.
  int neighbour(long record, int slot) {
    int node = bytes.get(HnswLayout.INT, record + HnswLayout.HEAD_BYTES + 4L * slot);
    return node < nodes ? node : -1;
  }

  void setDegree(long record, int degree) {
    bytes.set(HnswLayout.INT, record + DEGREE_IN, degree);
  }

  void setNeighbour(long record, int slot, int node) {
    bytes.set(HnswLayout.INT, record + HnswLayout.HEAD_BYTES + 4L * slot, node);
  }

  /// The distance of a neighbour, which is kept where its codes will be.
  float linkDistance(long record, int slot) {
    return bytes.get(HnswLayout.FLOAT, record + blocksIn + 4L * slot);
  }

  void setLinkDistance(long record, int slot, float distance) {
    bytes.set(HnswLayout.FLOAT, record + blocksIn + 4L * slot, distance);
  }

  /// What is in a distance of a node alone.
  float own(int node) {
    return bytes.get(HnswLayout.FLOAT, codesAt(node) + OWN_IN);
  }

  float step(int node) {
    return bytes.get(HnswLayout.FLOAT, codesAt(node) + STEP_IN);
  }

  /// The inner product of a vector in the space with a node.
  float product(int node, float[] vector, float sum) {
    long codes = codesAt(node);
    float step = bytes.get(HnswLayout.FLOAT, codes + STEP_IN);
    float lowest = bytes.get(HnswLayout.FLOAT, codes + LOWEST_IN);
    return step * kernels.codeDot(vector, bytes, codes + HnswLayout.FACTOR_BYTES) + lowest * sum;
  }

  /// The squared distance of a point from a node.
  float squaredDistance(Point from, int node) {
    float square = bytes.get(HnswLayout.FLOAT, codesAt(node) + SQUARE_IN);
    return Math.max(0, from.square + square - 2 * product(node, from.vector, from.sum));
  }

  /// Reads a byte of each line of the codes of a node, so that they are on their way.
  int touchCodes(int node) {
    return touch(codesAt(node), codeBytes);
  }

  /// The same of its record.
  int touchRecord(int node) {
    return touch(at(node), recordBytes);
  }

  private int touch(long from, long length) {
    int sum = bytes.get(ValueLayout.JAVA_BYTE, from + length - 1);
    for (long at = from, end = from + length; at < end; at += LINE) {
      sum += bytes.get(ValueLayout.JAVA_BYTE, at);
    }
    return sum;
  }

  /// Writes a node without neighbours.
  ///
  /// @param scratch `byte[paddedDim]`
  void write(int node, int ord, float[] placed, byte[] scratch) {
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (float value : placed) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    float step = (highest - lowest) / LEVELS;
    float inverse = 1 / step;
    if (!(step > 0) || !Float.isFinite(inverse)) {
      step = 0;
      inverse = 0;
    }
    for (int i = 0; i < dim; i++) {
      scratch[i] = (byte) Math.min(LEVELS, (int) ((placed[i] - lowest) * inverse + 0.5f));
    }
    long codes = codesAt(node);
    bytes.set(HnswLayout.FLOAT, codes + STEP_IN, step);
    bytes.set(HnswLayout.FLOAT, codes + LOWEST_IN, lowest);
    MemorySegment.copy(
        scratch, 0, bytes, ValueLayout.JAVA_BYTE, codes + HnswLayout.FACTOR_BYTES, dim);
    bytes.set(HnswLayout.INT, at(node) + ORD_IN, ord);
    setDegree(at(node), 0);
  }

  void setOwn(int node, float own, float square) {
    bytes.set(HnswLayout.FLOAT, codesAt(node) + OWN_IN, own);
    bytes.set(HnswLayout.FLOAT, codesAt(node) + SQUARE_IN, square);
  }

  /// The vector for which the codes of a node stand.
  ///
  /// @param scratch `byte[paddedDim]`
  void read(int node, Point point, byte[] scratch) {
    read(node, point.vector, scratch);
    point.sum = Point.sum(point.vector);
    point.square = bytes.get(HnswLayout.FLOAT, codesAt(node) + SQUARE_IN);
  }

  void read(int node, float[] vector, byte[] scratch) {
    long codes = codesAt(node);
    MemorySegment.copy(
        bytes, ValueLayout.JAVA_BYTE, codes + HnswLayout.FACTOR_BYTES, scratch, 0, dim);
    float step = bytes.get(HnswLayout.FLOAT, codes + STEP_IN);
    float lowest = bytes.get(HnswLayout.FLOAT, codes + LOWEST_IN);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = lowest + step * (scratch[i] & LEVELS);
    }
  }
}
