package io.proxima.engine.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.VectorColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads one snapshot of the table that [MemtableTest] writes to.
final class SnapshotCheck {
  private SnapshotCheck() {}

  static void check(Memtable memtable, long sequence, int keys) {
    RowSource source = memtable.at(sequence);
    int[] rows = new int[RowSource.BLOCK_ROWS];
    Set<Long> seen = new HashSet<>();
    int count = 0;
    for (int block = 0; block * RowSource.BLOCK_ROWS < source.rowCount(); block++) {
      int visible = source.visible(block, rows);
      for (int i = 0; i < visible; i++) {
        rows[i] += block * RowSource.BLOCK_ROWS;
      }
      count += visible;
      checkRows(source, rows, visible, sequence, seen);
    }
    assertThat(count).isEqualTo(source.visibleCount()).isEqualTo(sequence == 0 ? 0 : keys - 1);
    assertThat(seen).hasSize(count);
    for (long id = 0; id < keys; id++) {
      Key key = KeyCodec.of(source.table()).encode(List.of(id));
      int ord = source.find(key);
      assertThat(ord >= 0).isEqualTo(seen.contains(id));
      if (ord >= 0) {
        assertThat(source.keyAt(ord)).isEqualTo(key);
      }
    }
  }

  private static void checkRows(
      RowSource source, int[] ords, int count, long sequence, Set<Long> seen) {
    ColumnBuilder[] out = new ColumnBuilder[4];
    for (int i = 0; i < 4; i++) {
      out[i] = ColumnBuilder.of(source.table().columns().get(i).type(), count);
      source.copy(i, ords, 0, count, out[i]);
    }
    LongColumn ids = (LongColumn) out[0].build();
    LongColumn values = (LongColumn) out[1].build();
    ObjectColumn texts = (ObjectColumn) out[2].build();
    VectorColumn vectors = (VectorColumn) out[3].build();
    for (int i = 0; i < count; i++) {
      assertThat(values.values()[i]).isEqualTo(sequence);
      assertThat(texts.valueAt(i)).isEqualTo("t" + sequence);
      assertThat(vectors.valueAt(i)[0]).isEqualTo(sequence);
      assertThat(seen.add(ids.values()[i])).isTrue();
    }
  }
}
