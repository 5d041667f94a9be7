package io.proxima.engine.segment.viper;

import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableOptions;

/// How a Parquet file of a segment is cut and packed.
///
/// `compressed` says whether pages without vectors, and those of vectors that are mostly zeros, are
/// packed by LZ4 where that makes them shorter.
///
/// - **Unit:** `groupRows` are the rows of a row group, a multiple of 1,024; fewer are taken where
///   the vectors, texts and other objects of a group would exceed `groupBytes`.
public record ViperSettings(int groupRows, long groupBytes, boolean compressed) {
  private static final int MAX_GROUP_ROWS = 1 << 17;

  /// Checks the ranges.
  public ViperSettings {
    if (groupRows < RowSource.BLOCK_ROWS
        || groupRows > MAX_GROUP_ROWS
        || groupRows % RowSource.BLOCK_ROWS != 0) {
      throw new IllegalArgumentException("row groups of " + groupRows + " rows");
    }
    if (groupBytes < 1 || groupBytes > 1L << 30) {
      throw new IllegalArgumentException("row groups of " + groupBytes + " bytes");
    }
  }

  /// 65,536 rows or 16 MiB, compressed.
  public static ViperSettings defaults() {
    return new ViperSettings(1 << 16, 16 << 20, true);
  }

  /// These settings as far as the options of a table say nothing else.
  ViperSettings of(TableDef table) {
    TableOptions options = TableOptions.of(table);
    return new ViperSettings(
        options.groupRows().orElse(groupRows), groupBytes, options.compressed().orElse(compressed));
  }

  /// The same, but with smaller groups where the database has little memory: two are written at a
  /// time, and each is held twice.
  public static ViperSettings within(long maxMemoryBytes) {
    long bytes = Math.clamp(maxMemoryBytes / 64, 1, 16L << 20);
    return new ViperSettings(1 << 16, bytes, true);
  }

  /// The rows of a group when the vectors and objects of each have `rowBytes`.
  int groupRows(long rowBytes) {
    long blocks = groupBytes / Math.max(1, rowBytes) / RowSource.BLOCK_ROWS;
    return (int) Math.min(groupRows, Math.max(1, blocks) * RowSource.BLOCK_ROWS);
  }
}
