package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How rows of an earlier version of a table are read as rows of a later one: columns that came
/// since hold what [Fill] says, those that are gone are left out.
///
/// - **Threads:** thread-safe.
public final class Evolution {
  private static final int NONE = -1;

  private final TableDef to;

  /// By the position in `to`: the one in the earlier version, or `NONE`.
  private final int[] origins;

  /// By the position in `to`, where there is no origin.
  private final List<Optional<Fill>> fills = new ArrayList<>();

  private Evolution(TableDef from, TableDef to) {
    this.to = to;
    this.origins = new int[to.columns().size()];
    for (int i = 0; i < origins.length; i++) {
      origins[i] = position(from, to.columns().get(i).id());
      fills.add(origins[i] == NONE ? Optional.of(Fill.of(to, i)) : Optional.empty());
    }
  }

  /// From one version of a table to a later one.
  public static Evolution of(TableDef from, TableDef to) {
    if (from.id() != to.id() || from.version() > to.version()) {
      throw new IllegalArgumentException(
          "version "
              + from.version()
              + " of "
              + from.name()
              + " as version "
              + to.version()
              + " of "
              + to.name());
    }
    return new Evolution(from, to);
  }

  private static int position(TableDef table, int columnId) {
    List<ColumnDef> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == columnId) {
        return i;
      }
    }
    return NONE;
  }

  TableDef to() {
    return to;
  }

  /// Where the column at a position was, or -1.
  public int origin(int position) {
    return origins[position];
  }

  /// What stands in a column that has no origin.
  public Fill fill(int position) {
    return fills.get(position).orElseThrow();
  }

  /// The same rows as the later version has them.
  public RowBatch apply(RowBatch rows) {
    List<Column> columns = new ArrayList<>(origins.length);
    for (int i = 0; i < origins.length; i++) {
      columns.add(origins[i] == NONE ? fill(i).column(rows.rowCount()) : rows.column(origins[i]));
    }
    return new RowBatch(rows.rowCount(), columns);
  }

  /// The same rows as the later version has them.
  public RowSource apply(RowSource rows) {
    return new EvolvedRows(this, rows);
  }

  /// Whether the earlier version has all of these columns.
  boolean had(List<Integer> columnIds) {
    return columnIds.stream().allMatch(id -> origins[to.positionOfId(id)] != NONE);
  }

  /// A condition on columns of the later version as one on those of the earlier, which no row fails
  /// that passes the first; null if nothing can be said.
  @Nullable Predicate before(Predicate predicate) {
    return switch (predicate) {
      case Predicate.Compare(int column, Predicate.Operator operator, Object value) ->
          origins[column] == NONE ? null : new Predicate.Compare(origins[column], operator, value);
      case Predicate.In(int column, var values) ->
          origins[column] == NONE ? null : new Predicate.In(origins[column], values);
      case Predicate.IsNull(int column, boolean negated) ->
          origins[column] == NONE ? null : new Predicate.IsNull(origins[column], negated);
      case Predicate.And(var terms) -> {
        List<Predicate> known = new ArrayList<>();
        for (Predicate term : terms) {
          Predicate before = before(term);
          if (before != null) {
            known.add(before);
          }
        }
        yield new Predicate.And(known);
      }
      case Predicate.Or(var terms) -> {
        List<Predicate> known = new ArrayList<>();
        for (Predicate term : terms) {
          Predicate before = before(term);
          if (before != null) {
            known.add(before);
          }
        }
        yield known.size() == terms.size() ? new Predicate.Or(known) : null;
      }
    };
  }
}
