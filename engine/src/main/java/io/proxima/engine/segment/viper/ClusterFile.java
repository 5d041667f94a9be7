package io.proxima.engine.segment.viper;

import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.segment.Cluster;
import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.segment.SegmentOutput;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The file `clusters.` and the id of a column: for each row group the middle of its vectors in the
/// column by which the segment is clustered. Little-endian, for each row group:
///
/// | bytes | content |
/// |---|---|
/// | 4 | ord of the first row |
/// | 4 | number of rows |
/// | 8 | radius, a double |
/// | 4 dim | centroid, floats |
final class ClusterFile {
  private static final int HEAD_BYTES = 2 * Integer.BYTES + Double.BYTES;

  private ClusterFile() {}

  /// The file for a column.
  static String name(int columnId) {
    return "clusters." + columnId;
  }

  /// The cluster of the rows of a column, the first of which has the ord `firstOrd`.
  static Cluster of(int firstOrd, VectorColumn column) {
    int dim = column.dim();
    double[] sums = new double[dim];
    int count = 0;
    for (int row = 0; row < column.rowCount(); row++) {
      if (!column.isNull(row)) {
        count++;
        for (int i = 0; i < dim; i++) {
          sums[i] += column.values()[row * dim + i];
        }
      }
    }
    float[] centroid = new float[dim];
    for (int i = 0; count > 0 && i < dim; i++) {
      centroid[i] = (float) (sums[i] / count);
    }
    double radius = -1;
    for (int row = 0; row < column.rowCount(); row++) {
      if (!column.isNull(row)) {
        radius =
            Math.max(
                radius, Distances.exact(Metric.L2, centroid, 0, column.values(), row * dim, dim));
      }
    }
    return new Cluster(firstOrd, column.rowCount(), centroid, radius);
  }

  static void write(Cluster cluster, SegmentOutput out) {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD_BYTES + Float.BYTES * cluster.centroid().length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(cluster.firstOrd())
            .putInt(cluster.rowCount())
            .putDouble(cluster.radius());
    for (float component : cluster.centroid()) {
      bytes.putFloat(component);
    }
    out.write(bytes.array());
  }

  static List<Cluster> read(SegmentInput file, int dim) {
    List<Cluster> clusters = new ArrayList<>();
    ByteBuffer in =
        ByteBuffer.wrap(file.read(0, Math.toIntExact(file.sizeBytes())))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= HEAD_BYTES + Float.BYTES * dim) {
      int firstOrd = in.getInt();
      int rowCount = in.getInt();
      double radius = in.getDouble();
      float[] centroid = new float[dim];
      for (int i = 0; i < dim; i++) {
        centroid[i] = in.getFloat();
      }
      clusters.add(new Cluster(firstOrd, rowCount, centroid, radius));
    }
    if (in.hasRemaining()) {
      throw file.damaged(in.position(), "a cluster ends there");
    }
    return clusters;
  }
}
