package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Another program reads what was written.
@Seeded
final class DuckDbTest {
  private static final int ROWS = 5000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.95})
  void readsTheSameRowsAndVectors(double zeros, RandomGenerator random) throws SQLException {
    TableDef table = Tables.everyType();
    RowBatch any = withTimesOfOurEra(SegmentFixture.numbered(random, table, ROWS));
    RowBatch rows = SegmentFixture.thinned(random, any, zeros, 0, ROWS / 2);
    RowOrigins origins = SegmentFixture.origins(random, ROWS);
    try (SegmentFixture segments =
        new SegmentFixture(Storage.files(directory, Clock.system()), SegmentFixture.SMALL)) {
      segments.write(table, rows, origins, ROWS);
      try (SegmentReader segment = segments.open(table)) {
        assertThat(segment.columns().sparseGroups() > 0).isEqualTo(zeros > 0);
      }
    }
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM " + file() + " ORDER BY id")) {
      for (int row = 0; row < ROWS; row++) {
        assertThat(found.next()).isTrue();
        for (int i = 0; i < table.columns().size(); i++) {
          ColumnDef column = table.columns().get(i);
          Object expected = rows.column(i).isNull(row) ? null : rows.column(i).valueAt(row);
          assertThat(value(found, column))
              .as("%s of row %d", column.name(), row)
              .isEqualTo(comparable(expected, column));
        }
        assertThat(found.getLong("_sequence")).isEqualTo(origins.sequences()[row]);
        long expiry = found.getObject("_expires_at") == null ? RowOrigins.NEVER : micros(found);
        assertThat(expiry).isEqualTo(origins.expiresAt()[row]);
      }
      assertThat(found.next()).isFalse();
    }
  }

  /// DuckDB's driver does not know the years beyond ±999,999.
  private static RowBatch withTimesOfOurEra(RowBatch rows) {
    List<Column> columns = new ArrayList<>();
    for (Column column : rows.columns()) {
      long days = 700_000;
      long limit =
          switch (column.type().kind()) {
            case DATE -> days;
            case TIMESTAMP, TIMESTAMP_TZ -> days * 86_400_000_000L;
            default -> 0;
          };
      columns.add(
          limit > 0 && column instanceof LongColumn longs
              ? new LongColumn(
                  longs.type(),
                  longs.rowCount(),
                  LongStream.of(longs.values()).map(value -> value % limit).toArray(),
                  longs.validity())
              : column);
    }
    return new RowBatch(rows.rowCount(), columns);
  }

  private String file() {
    return "read_parquet('" + directory.resolve(SegmentFixture.DIRECTORY + "/data.parquet") + "')";
  }

  private static long micros(ResultSet found) throws SQLException {
    OffsetDateTime time = found.getObject("_expires_at", OffsetDateTime.class);
    return ChronoUnit.MICROS.between(
        OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), time);
  }

  private static @Nullable Object value(ResultSet found, ColumnDef column) throws SQLException {
    String name = column.name();
    if (found.getObject(name) == null) {
      return null;
    }
    return switch (column.type().kind()) {
      case BOOLEAN -> found.getBoolean(name) ? 1L : 0L;
      case SMALLINT, INTEGER, BIGINT -> found.getLong(name);
      case REAL -> (double) found.getFloat(name);
      case DOUBLE -> found.getDouble(name);
      case DECIMAL -> found.getBigDecimal(name);
      case CHAR, VARCHAR, JSON -> found.getString(name);
      case VARBINARY, BIT, SPARSEVEC, INT8VEC -> bytes(found.getBlob(name));
      case DATE -> found.getObject(name, LocalDate.class).toEpochDay();
      case TIME -> found.getObject(name, LocalTime.class).toNanoOfDay() / 1000;
      case TIMESTAMP ->
          ChronoUnit.MICROS.between(
              LocalDateTime.of(1970, 1, 1, 0, 0), found.getObject(name, LocalDateTime.class));
      case TIMESTAMP_TZ ->
          ChronoUnit.MICROS.between(
              OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
              found.getObject(name, OffsetDateTime.class));
      case UUID -> found.getObject(name);
      case VECTOR, HALFVEC -> java.util.Arrays.toString((Object[]) array(found.getArray(name)));
    };
  }

  private static Object array(Array array) throws SQLException {
    return array.getArray();
  }

  private static String bytes(Blob blob) throws SQLException {
    return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
  }

  private static @Nullable Object comparable(@Nullable Object value, ColumnDef column) {
    return switch (value) {
      case null -> null;
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case float[] floats when column.type().kind() == TypeKind.INT8VEC -> {
        byte[] bytes = new byte[floats.length];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) floats[i];
        }
        yield HexFormat.of().formatHex(bytes);
      }
      case float[] floats -> java.util.Arrays.toString(floats);
      case BitVector bits -> HexFormat.of().formatHex(bits.bytes());
      case SparseVector sparse ->
          HexFormat.of().formatHex(ValueCodec.of(column.type()).encode(sparse));
      default -> value;
    };
  }
}
