package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.segment.SegmentOutput;
import io.proxima.engine.vector.Balls;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Writes and reads the file `balls.` and the id of a column: for runs of rows the ball that their
/// vectors in that column are in. A run is a row group or a part of one. Little-endian:
///
/// | bytes | content |
/// |---|---|
/// | 4 dim n | centres, floats |
/// | 48 n | for each: number of rows, 0 (4 bytes each), radius by L2 and by L1, least length of a vector that is not zero, greatest length, length of the centre, doubles |
/// | 4 | dim |
/// | 4 | number of balls, n |
final class BallsFile {
  private static final int BALL_BYTES = 2 * Integer.BYTES + 5 * Double.BYTES;
  private static final int TAIL_BYTES = 2 * Integer.BYTES;

  private final SegmentOutput out;
  private final int dim;
  private final List<byte[]> entries = new ArrayList<>();

  /// Writes to `out`.
  BallsFile(SegmentOutput out, int dim) {
    this.out = out;
    this.dim = dim;
  }

  /// The file for a column.
  static String name(int columnId) {
    return "balls." + columnId;
  }

  /// Adds the ball of the rows `[from, to)` of a column.
  void add(VectorColumn column, int from, int to) {
    float[] center = center(column, from, to);
    double radius = -1;
    double radiusL1 = -1;
    double minNorm = Double.POSITIVE_INFINITY;
    double maxNorm = 0;
    for (int row = from; row < to; row++) {
      if (!column.isNull(row)) {
        float[] values = column.values();
        int at = row * dim;
        radius = Math.max(radius, Distances.exact(Metric.L2, center, 0, values, at, dim));
        radiusL1 = Math.max(radiusL1, Distances.exact(Metric.L1, center, 0, values, at, dim));
        double norm = Math.sqrt(Distances.squaredNorm(values, at, dim));
        minNorm = norm > 0 ? Math.min(minNorm, norm) : minNorm;
        maxNorm = Math.max(maxNorm, norm);
      }
    }
    entries.add(
        ByteBuffer.allocate(BALL_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(to - from)
            .putInt(0)
            .putDouble(radius)
            .putDouble(radiusL1)
            .putDouble(minNorm)
            .putDouble(maxNorm)
            .putDouble(Math.sqrt(Distances.squaredNorm(center, 0, dim)))
            .array());
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * dim).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(center);
    out.write(bytes.array());
  }

  private float[] center(VectorColumn column, int from, int to) {
    double[] sums = new double[dim];
    int count = 0;
    for (int row = from; row < to; row++) {
      if (!column.isNull(row)) {
        count++;
        for (int i = 0; i < dim; i++) {
          sums[i] += column.values()[row * dim + i];
        }
      }
    }
    float[] center = new float[dim];
    for (int i = 0; count > 0 && i < dim; i++) {
      center[i] = (float) (sums[i] / count);
    }
    return center;
  }

  void finish() {
    entries.forEach(out::write);
    out.write(
        ByteBuffer.allocate(TAIL_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(dim)
            .putInt(entries.size())
            .array());
  }

  /// The runs of a segment of `rowCount` rows, whose centres stay where they are in the file.
  static Clusters read(SegmentInput file, int rowCount) {
    long size = file.sizeBytes();
    if (size < TAIL_BYTES) {
      throw file.damaged(0, "it is too short for balls");
    }
    ByteBuffer tail =
        ByteBuffer.wrap(file.read(size - TAIL_BYTES, TAIL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    int dim = tail.getInt();
    int count = tail.getInt();
    long centerBytes = (long) Float.BYTES * dim * count;
    if (dim < 1 || count < 0 || size != centerBytes + (long) BALL_BYTES * count + TAIL_BYTES) {
      throw file.damaged(size - TAIL_BYTES, count + " balls in " + size + " bytes");
    }
    ByteBuffer in =
        ByteBuffer.wrap(file.read(centerBytes, BALL_BYTES * count)).order(ByteOrder.LITTLE_ENDIAN);
    Balls.Sizes sizes =
        new Balls.Sizes(
            new double[count],
            new double[count],
            new double[count],
            new double[count],
            new double[count]);
    int[] firstOrds = new int[count + 1];
    for (int i = 0; i < count; i++) {
      firstOrds[i + 1] = firstOrds[i] + in.getInt();
      in.getInt();
      sizes.radii()[i] = in.getDouble();
      sizes.radiiL1()[i] = in.getDouble();
      sizes.minNorms()[i] = in.getDouble();
      sizes.maxNorms()[i] = in.getDouble();
      sizes.centerNorms()[i] = in.getDouble();
    }
    if (firstOrds[count] != rowCount) {
      throw file.damaged(centerBytes, "balls of " + firstOrds[count] + " rows");
    }
    return new Clusters(firstOrds, new Balls(file.region(0, centerBytes), dim, sizes));
  }
}
