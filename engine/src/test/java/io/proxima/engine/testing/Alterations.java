package io.proxima.engine.testing;

import io.proxima.engine.row.Fill;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table that is altered, beside a plain model of what its oldest rows hold.
public final class Alterations {
  private TableDef table;
  private final List<List<@Nullable Object>> rows;

  /// A table with rows, which are never written again.
  public Alterations(TableDef table, RowBatch rows) {
    this.table = table;
    this.rows = new ArrayList<>();
    for (List<@Nullable Object> row : Tables.values(rows)) {
      this.rows.add(new ArrayList<>(row));
    }
  }

  /// The table as it is now.
  public TableDef table() {
    return table;
  }

  /// What the rows hold now, as [Tables#values] gives it.
  public List<List<@Nullable Object>> rows() {
    return rows;
  }

  /// Adds a column of any type, drops one that is no key, or renames one.
  public void step(RandomGenerator random) {
    Alteration change = Alteration.of(table);
    int[] free =
        IntStream.range(0, table.columns().size())
            .filter(position -> !table.key().contains(position))
            .toArray();
    switch (free.length == 0 ? 0 : random.nextInt(3)) {
      case 0 -> add(random);
      case 1 -> {
        int gone = free[random.nextInt(free.length)];
        if (table.columns().size() > 1) {
          table = change.dropColumn(table.columns().get(gone).name());
          rows.forEach(row -> row.remove(gone));
        }
      }
      default -> {
        String name = table.columns().get(random.nextInt(table.columns().size())).name();
        table = change.renameColumn(name, "renamed " + table.version(), table.checks());
      }
    }
  }

  private void add(RandomGenerator random) {
    TypeKind[] kinds = TypeKind.values();
    TypeKind kind = kinds[random.nextInt(kinds.length)];
    ColumnDef column =
        new ColumnDef(0, "added " + table.version(), Tables.type(kind), random.nextBoolean());
    Object value =
        column.nullable() && random.nextBoolean() ? null : Tables.value(random, column.type());
    String fill = Fill.text(table.name(), column, value);
    table = Alteration.of(table).addColumn(column, fill);
    Object held = Tables.comparable(value);
    rows.forEach(row -> row.add(held));
  }
}
