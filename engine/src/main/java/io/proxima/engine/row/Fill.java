package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import io.proxima.engine.vector.SparseVector;
import io.proxima.engine.vector.ValueScorer;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What rows hold in a column that their table got after they were written: one value, or NULL.
///
/// As text it is the hexadecimal form of a payload of [AvroRows] with one row of that one column,
/// and empty for NULL.
///
/// - **Threads:** thread-safe.
public final class Fill {
  private final ColumnDef column;
  private final @Nullable Object value;
  private volatile @Nullable Column block;

  private Fill(ColumnDef column, @Nullable Object value) {
    this.column = column;
    this.value = value;
  }

  /// That of the column at a position of a table.
  ///
  /// @throws io.proxima.engine.error.ProximaException `INVALID_PARAMETER` if the catalog has no
  ///   such text
  public static Fill of(TableDef table, int position) {
    ColumnDef column = table.columns().get(position);
    String text = table.history().fill(column.id());
    return new Fill(
        column,
        text.isEmpty()
            ? null
            : codec(table.name(), column)
                .decode(HexFormat.of().parseHex(text))
                .rows()
                .column(0)
                .valueAt(0));
  }

  /// The text of a value, which looks as [io.proxima.engine.schema.TypeKind] says; null is NULL.
  ///
  /// @throws io.proxima.engine.error.ProximaException if the column cannot hold it
  public static String text(TableName table, ColumnDef column, @Nullable Object value) {
    if (value == null) {
      return "";
    }
    ColumnBuilder builder = ColumnBuilder.of(column.type(), 1);
    builder.append(value);
    RowBatch row = new RowBatch(1, List.of(builder.build()));
    return HexFormat.of().formatHex(codec(table, column).encode(row).payload());
  }

  /// The text for a column that is NOT NULL where no row that anybody sees needs it.
  public static String unseen(TableName table, ColumnDef column) {
    ColumnType type = column.type();
    Object nothing =
        switch (type.kind()) {
          case BOOLEAN, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> 0L;
          case REAL, DOUBLE -> 0.0;
          case DECIMAL -> BigDecimal.ZERO.setScale(type.scale());
          case CHAR, VARCHAR -> "";
          case VARBINARY -> new byte[0];
          case JSON -> "null";
          case UUID -> new UUID(0, 0);
          case VECTOR, HALFVEC, INT8VEC -> new float[type.size()];
          case BIT -> BitVector.of(type.size(), new byte[BitVector.byteCount(type.size())]);
          case SPARSEVEC -> SparseVector.of(type.size(), new int[0], new float[0]);
        };
    return text(table, column, nothing);
  }

  private static AvroRows codec(TableName table, ColumnDef column) {
    ColumnDef alone = new ColumnDef(1, column.name(), column.type(), true);
    return AvroRows.of(new TableDef(0, table, 1, List.of(alone), List.of(), Map.of()));
  }

  /// The value, or null if it is NULL.
  public @Nullable Object value() {
    return value;
  }

  /// A column of `rows` such values.
  public Column column(int rows) {
    ColumnBuilder builder = ColumnBuilder.of(column.type(), rows);
    append(rows, builder);
    return builder.build();
  }

  /// A column of as many as a block of a [RowSource] has.
  public Column block() {
    Column known = block;
    if (known == null) {
      known = column(RowSource.BLOCK_ROWS);
      block = known;
    }
    return known;
  }

  /// Which rows of a block have a value: all of them or none.
  public Validity validity() {
    if (value != null) {
      return Validity.ALL;
    }
    long[] words = new long[RowSource.BLOCK_ROWS / Long.SIZE];
    Arrays.fill(words, -1);
    return Validity.ofNullWords(words);
  }

  /// Adds the value `count` times.
  public void append(int count, ColumnBuilder out) {
    for (int i = 0; i < count; i++) {
      if (value == null) {
        out.appendNull();
      } else {
        out.append(value);
      }
    }
  }

  /// The distances of the value from `query`.
  public Scorer scorer(Metric metric, Object query) {
    Object other = value == null ? query : value;
    return new ValueScorer(metric, query, _ -> other);
  }
}
