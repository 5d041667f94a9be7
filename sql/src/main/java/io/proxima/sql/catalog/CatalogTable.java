package io.proxima.sql.catalog;

import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.TypeMapping;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.TemporalTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/// A table of the engine. With its times it has the hidden columns of [RowTime] behind its own; a
/// star never gives them. With its key it has one column more, the last one, which holds the key of
/// each row; only statements that change rows see it so.
///
/// - **Threads:** immutable; one that is read as of a moment belongs to one planning.
public final class CatalogTable extends AbstractTable implements TemporalTable {
  /// The name of the column that holds the key of the row.
  public static final String ROW_KEY = "_row_key";

  private static final List<Integer> TIME_COLUMNS =
      List.of(ScanRequest.CREATED_AT, ScanRequest.UPDATED_AT, ScanRequest.EXPIRES_AT);

  private final TableDef def;
  private final boolean timed;
  private final RelDataType rowType;
  private final Optional<Moment> moment;

  /// When a table is read: a time, or the number of a commit.
  public record Moment(RexNode value, boolean isSequence) {}

  CatalogTable(TableDef def, boolean timed, boolean keyed) {
    this(def, timed, rowType(def.columns(), timed, keyed), Optional.empty());
  }

  private CatalogTable(TableDef def, boolean timed, RelDataType rowType, Optional<Moment> moment) {
    this.def = def;
    this.timed = timed;
    this.rowType = rowType;
    this.moment = moment;
  }

  /// The table as it was at a moment.
  public CatalogTable asOf(RexNode value, boolean isSequence) {
    return new CatalogTable(def, timed, rowType, Optional.of(new Moment(value, isSequence)));
  }

  /// When the table is read, if not now.
  public Optional<Moment> moment() {
    return moment;
  }

  /// The table of the engine.
  public TableDef def() {
    return def;
  }

  /// What the engine calls the column at a position, which may be one that this table does not show
  /// here: [ScanRequest] knows the hidden ones.
  public int column(int position) {
    int hidden = position - def.columns().size();
    if (hidden < 0) {
      return position;
    }
    return hidden == keyPosition() - def.columns().size()
        ? ScanRequest.ROW_KEY
        : TIME_COLUMNS.get(hidden);
  }

  /// The position of the key of the row, whether the table shows it or not.
  public int keyPosition() {
    return def.columns().size() + (timed ? TIME_COLUMNS.size() : 0);
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    return rowType;
  }

  @Override
  public String getSysStartFieldName() {
    return RowTime.UPDATED.column();
  }

  @Override
  public String getSysEndFieldName() {
    return RowTime.EXPIRES.column();
  }

  @Override
  public Statistic getStatistic() {
    return def.key().isEmpty()
        ? Statistics.UNKNOWN
        : Statistics.of(1000d, List.of(ImmutableBitSet.of(def.key())));
  }

  static RelDataType rowType(List<ColumnDef> columns) {
    return rowType(columns, false, false);
  }

  private static RelDataType rowType(List<ColumnDef> columns, boolean timed, boolean keyed) {
    RelDataTypeFactory.Builder row = SqlTypes.INSTANCE.builder();
    for (ColumnDef column : columns) {
      row.add(column.name(), TypeMapping.toSql(column.type(), column.nullable()));
    }
    if (timed) {
      for (RowTime time : RowTime.values()) {
        row.add(
            time.column(),
            TypeMapping.toSql(ColumnType.of(TypeKind.TIMESTAMP), time == RowTime.EXPIRES));
      }
    }
    if (keyed) {
      row.add(ROW_KEY, SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARBINARY));
    }
    return row.build();
  }
}
