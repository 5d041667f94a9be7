package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Tables;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Look-ups by keys that are a segment's, are between them, or are outside.
final class KeysOfSegmentTest {
  private static final int ROWS = 500;
  private static final String LONG = "x".repeat(100); // no fence is so long
  private static final TableDef TABLE =
      Tables.of(
          List.of(
              new ColumnDef(1, "name", ColumnType.of(TypeKind.VARCHAR), false),
              new ColumnDef(2, "v", ColumnType.of(TypeKind.BIGINT), true)),
          0);

  private static Key key(String name) {
    return KeyCodec.of(TABLE).encode(List.of(name));
  }

  private static String name(int row) {
    return LONG + (2 * row + 1000);
  }

  private static void write(SegmentFixture segments) {
    ColumnBuilder names = ColumnBuilder.of(TABLE.columns().get(0).type(), ROWS);
    ColumnBuilder numbers = ColumnBuilder.of(TABLE.columns().get(1).type(), ROWS);
    for (int row = 0; row < ROWS; row++) {
      names.append(name((row * 77) % ROWS)); // in no order
      numbers.append((long) row);
    }
    List<Column> columns = List.of(names.build(), numbers.build());
    segments.write(TABLE, new RowBatch(ROWS, columns), SegmentFixture.origins(ROWS), 100);
  }

  @Test
  void everyKeyIsFoundAndNoOther() {
    try (SegmentFixture segments = new SegmentFixture(new FaultStorage(), SegmentFixture.SMALL)) {
      write(segments);
      try (SegmentReader segment = segments.open(TABLE)) {
        RowSource rows = segment.at(1, 0);
        for (int row = 0; row < ROWS; row++) {
          assertThat(rows.find(key(name((row * 77) % ROWS)))).isEqualTo(row);
          assertThat(rows.find(key(name(row) + "0"))).isNegative();
        }
        assertThat(segment.delete(key(name(3)), 2)).isTrue();
        assertThat(segment.changedAfter(key(name(3)), 1)).isTrue();
        segment.verify();
      }
    }
  }

  @Test
  void aLookUpOfAKeyOutsideReadsNoFile() {
    FaultStorage storage = new FaultStorage();
    try (SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL)) {
      write(segments);
      String file = SegmentFixture.DIRECTORY + "/keys";
      storage.overwrite(file, new byte[storage.read(file).length]);
      try (SegmentReader segment = segments.open(TABLE)) {
        RowSource rows = segment.at(1, 0);
        for (String outside : List.of("", "a", "x", "y", "é")) {
          assertThat(rows.find(key(outside))).isNegative();
          assertThat(segment.delete(key(outside), 2)).isFalse();
          assertThat(segment.changedAfter(key(outside), 0)).isFalse();
        }
        assertThatThrownBy(() -> rows.find(key(name(1))))
            .isInstanceOf(ProximaException.class)
            .hasMessageContaining("keys");
      }
    }
  }
}
