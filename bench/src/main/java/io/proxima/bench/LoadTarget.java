package io.proxima.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A database that [LoadRun] fills.
enum LoadTarget {
  PROXIMA("Proxima", "jdbc:proxima:file:%s/db", "VECTOR(128)") {
    @Override
    Object vector(float[] values) {
      return values;
    }

    @Override
    List<String> compaction() {
      return List.of("CALL proxima.compact('items')");
    }
  },
  H2("H2", "jdbc:h2:file:%s/db;WRITE_DELAY=0", "VARBINARY(512)") {
    @Override
    List<String> compaction() {
      return List.of("SHUTDOWN COMPACT");
    }
  },
  SQLITE("SQLite", "jdbc:sqlite:%s/db", "BLOB") {
    @Override
    List<String> settings() {
      return List.of("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL");
    }

    @Override
    List<String> compaction() {
      return List.of("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)");
    }
  };

  /// 128 floats, two of eight bytes, a double, an integer, a boolean and a text of 14 bytes.
  static final int RAW_ROW_BYTES = 4 * LoadPart.DIM + 8 + 8 + 8 + 4 + 1 + 14;

  private final String title;
  private final String url;
  private final String vectorType;

  LoadTarget(String title, String url, String vectorType) {
    this.title = title;
    this.url = url;
    this.vectorType = vectorType;
  }

  String title() {
    return title;
  }

  String url(Path directory) {
    return url.formatted(directory);
  }

  /// What makes it ready for rows.
  List<String> setup() {
    return Stream.concat(
            settings().stream(),
            Stream.of(
                "CREATE TABLE items (id BIGINT PRIMARY KEY, category INTEGER, price DOUBLE"
                    + " PRECISION, title VARCHAR(40), stock BIGINT, active BOOLEAN, e "
                    + vectorType
                    + ")"))
        .toList();
  }

  /// What makes commits durable, if they are not by themselves.
  List<String> settings() {
    return List.of();
  }

  /// What brings it into its final form.
  abstract List<String> compaction();

  /// A vector as a value for its column.
  Object vector(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
