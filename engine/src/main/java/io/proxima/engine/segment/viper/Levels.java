package io.proxima.engine.segment.viper;

import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.AvroOutput;
import java.nio.ByteBuffer;
import java.util.BitSet;

/// The levels that stand before the vectors of a page, as runs: a repetition level for each
/// component of a list (0 for the first of a row) and a definition level for each value (0 for a
/// NULL, else [VectorLayout#definedLevel]).
final class Levels {
  private Levels() {}

  /// The repetition levels of the rows `[from, to)`.
  static byte[] repetition(VectorLayout layout, VectorColumn column, int from, int to) {
    if (!layout.isList()) {
      return new byte[0];
    }
    AvroOutput levels = new AvroOutput(5 * (to - from));
    int first = 0;
    for (int row = from; row < to; row++) {
      first++;
      if (layout.dim() > 1 && !column.isNull(row)) {
        Runs.writeRun(0, first, 1, levels);
        Runs.writeRun(1, layout.dim() - 1, 1, levels);
        first = 0;
      }
    }
    if (first > 0) {
      Runs.writeRun(0, first, 1, levels);
    }
    return levels.toByteArray();
  }

  /// The definition levels of the rows `[from, to)`.
  static byte[] definition(VectorLayout layout, VectorColumn column, int from, int to) {
    int defined = layout.definedLevel();
    if (defined == 0) {
      return new byte[0];
    }
    AvroOutput levels = new AvroOutput(16);
    int width = Runs.width(defined);
    int row = from;
    while (row < to) {
      int end = row + 1;
      boolean isNull = column.isNull(row);
      while (end < to && column.isNull(end) == isNull) {
        end++;
      }
      int count = isNull ? end - row : Math.multiplyExact(end - row, layout.valuesPerRow());
      Runs.writeRun(isNull ? 0 : defined, count, width, levels);
      row = end;
    }
    return levels.toByteArray();
  }

  /// Adds the rows that are NULL, of a page whose first row is `firstRow`, to `nulls`. Every run is
  /// one of rows that are NULL, or of the values of rows that are not.
  static void readNulls(ByteBuffer levels, VectorLayout layout, int firstRow, BitSet nulls) {
    int defined = layout.definedLevel();
    int width = Runs.width(defined);
    int row = firstRow;
    while (levels.hasRemaining()) {
      int run = (int) (Runs.readVarint(levels) >>> 1);
      if (Runs.readValue(levels, width) == defined) {
        row += run / layout.valuesPerRow();
      } else {
        nulls.set(row, row + run);
        row += run;
      }
    }
  }
}
