package io.proxima.engine.segment.viper;

import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.segment.ListOrder;
import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.segment.SegmentLists;
import io.proxima.engine.segment.SegmentOutput;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes and reads the file `lists`: the order of the rows of a segment that was written in the
/// order of the lists of an epoch. Little-endian:
///
/// | bytes | content |
/// |---|---|
/// | 8 | number of the epoch |
/// | 4 | id of the column |
/// | 4 | number of lists that have rows, n |
/// | 8 | sum of the distances of all rows from the centres of their lists, a double |
/// | 16 n | for each: number of the list, number of rows, radius, a double |
final class ListsFile {
  static final String NAME = "lists";
  private static final int HEAD_BYTES = 24;
  private static final int LIST_BYTES = 16;

  /// Shorter runs would cost more than they save.
  private static final int FEW_ROWS = 64;

  private final ListOrder order;
  private final double[] radii;
  private final float[] vector;
  private double residuals;

  /// The number of the list of the next row, and how many rows it still gets.
  private int list = -1;

  private int left;

  /// Collects what is known of rows that come in that order.
  ListsFile(ListOrder order) {
    this.order = order;
    this.radii = new double[order.sizes().length];
    this.vector = new float[order.epoch().dim()];
  }

  /// How many of the next rows, at most `most`, are a run of their own: whole lists, as few as have
  /// together [#FEW_ROWS]; behind the last list all that is left.
  int run(int most) {
    int at = list;
    int rows = left;
    while (rows < FEW_ROWS && at + 1 < order.sizes().length) {
      rows += order.sizes()[++at];
    }
    return rows == 0 ? most : Math.min(rows, most);
  }

  /// Adds a row of the column.
  void add(VectorColumn column, int row) {
    if (column.isNull(row)) {
      return;
    }
    while (left == 0) {
      left = order.sizes()[++list];
    }
    left--;
    int dim = vector.length;
    System.arraycopy(column.values(), row * dim, vector, 0, dim);
    order.epoch().form().apply(vector, 1, dim);
    double distance = Distances.exact(Metric.L2, vector, 0, order.epoch().lists(), list * dim, dim);
    residuals += distance;
    radii[list] = Math.max(radii[list], distance);
  }

  void write(SegmentOutput out) {
    int[] sizes = order.sizes();
    int count = 0;
    for (int size : sizes) {
      count += size > 0 ? 1 : 0;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD_BYTES + LIST_BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(order.epoch().id().number()).putInt(order.epoch().id().columnId());
    bytes.putInt(count).putDouble(residuals);
    for (int number = 0; number < sizes.length; number++) {
      if (sizes[number] > 0) {
        bytes.putInt(number).putInt(sizes[number]).putDouble(radii[number]);
      }
    }
    out.write(bytes.array());
  }

  static SegmentLists read(SegmentInput file, int rowCount) {
    int length = Math.toIntExact(file.sizeBytes());
    if (length < HEAD_BYTES) {
      throw file.damaged(0, "it is too short for lists");
    }
    ByteBuffer in = ByteBuffer.wrap(file.read(0, length)).order(ByteOrder.LITTLE_ENDIAN);
    long epoch = in.getLong();
    int columnId = in.getInt();
    int count = in.getInt();
    double residuals = in.getDouble();
    if (count < 0 || length != HEAD_BYTES + (long) LIST_BYTES * count) {
      throw file.damaged(12, count + " lists in " + length + " bytes");
    }
    int[] numbers = new int[count];
    int[] firstOrds = new int[count + 1];
    double[] radii = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.getInt();
      firstOrds[i + 1] = firstOrds[i] + in.getInt();
      radii[i] = in.getDouble();
      if (firstOrds[i + 1] <= firstOrds[i] || firstOrds[i + 1] > rowCount) {
        throw file.damaged(in.position(), "list " + numbers[i] + " ends at " + firstOrds[i + 1]);
      }
    }
    return new SegmentLists(epoch, columnId, numbers, firstOrds, radii, residuals);
  }
}
