package io.proxima.server.session;

import io.proxima.client.ResultColumn;
import io.proxima.client.ValueType;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Results that are a few rows of text: plans and settings.
final class TextRows {
  /// The columns of a plan.
  static final List<ResultColumn> PLAN = columns("plan");

  /// The columns of a list of settings.
  static final List<ResultColumn> SETTINGS = columns("name", "value", "description");

  private TextRows() {}

  private static List<ResultColumn> columns(String... labels) {
    return List.of(labels).stream()
        .map(label -> new ResultColumn(label, "", "", "", ValueType.VARCHAR, 0, 0, false, false))
        .toList();
  }

  static LocalRows plan(String text, long maxRows) {
    return rows(PLAN, text.lines().map(List::of).toList(), maxRows);
  }

  /// One text as it is, over several lines.
  static LocalRows document(String text, long maxRows) {
    return rows(PLAN, List.of(List.of(text)), maxRows);
  }

  static LocalRows settings(List<Setting> shown, SessionSettings settings, long maxRows) {
    List<List<String>> rows = new ArrayList<>();
    for (Setting setting : shown) {
      rows.add(
          List.of(setting.key(), setting.format(settings.value(setting)), setting.description()));
    }
    return rows(SETTINGS, rows, maxRows);
  }

  private static LocalRows rows(List<ResultColumn> columns, List<List<String>> rows, long maxRows) {
    List<Column> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int position = i;
      values.add(
          new ObjectColumn(
              ColumnType.of(TypeKind.VARCHAR),
              rows.size(),
              IntStream.range(0, rows.size())
                  .mapToObj(row -> rows.get(row).get(position))
                  .toArray()));
    }
    return rows(columns, new RowBatch(rows.size(), values), maxRows, _ -> {});
  }

  /// Rows that are there already; runs `whenClosed` once, when the result is closed.
  static LocalRows rows(
      List<ResultColumn> columns, RowBatch rows, long maxRows, Consumer<LocalRows> whenClosed) {
    return new LocalRows(columns, new OneBatch(rows), RowCursor::next, maxRows, whenClosed);
  }

  /// A cursor over rows that are there already.
  private static final class OneBatch implements RowCursor {
    private @Nullable RowBatch batch;

    OneBatch(RowBatch batch) {
      this.batch = batch.rowCount() == 0 ? null : batch;
    }

    @Override
    public @Nullable RowBatch next() {
      RowBatch next = batch;
      batch = null;
      return next;
    }

    @Override
    public void close() {
      batch = null;
    }
  }
}
