package io.proxima.server.copy;

import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads JSON objects, one a line; blank lines are skipped. A key that is missing is NULL.
final class JsonReader implements RecordReader {
  private final ByteInput in;
  private final FilePlace place;
  private final TextBuffer buffer = new TextBuffer();
  private final List<String> names;
  private final Map<String, Integer> positions = new HashMap<>();
  private List<CopyColumn> columns = List.of();
  private @Nullable String first;
  private long nextLine = 1;

  JsonReader(ByteInput in, FilePlace place) throws SessionException {
    this.in = in;
    this.place = place;
    this.first = readLine();
    this.names = first == null ? List.of() : keys(first);
  }

  @Override
  public Optional<List<String>> names() {
    return Optional.of(names);
  }

  @Override
  public void bind(List<CopyColumn> bound) {
    columns = bound;
    for (int i = 0; i < bound.size(); i++) {
      positions.put(bound.get(i).name(), i);
    }
  }

  @Override
  public long line() {
    return place.line();
  }

  @Override
  public long offsetBytes() {
    return in.offsetBytes();
  }

  @Override
  public @Nullable String @Nullable [] next() throws SessionException {
    String line = first == null ? readLine() : first;
    first = null;
    if (line == null) {
      return null;
    }
    @Nullable String[] cells = new @Nullable String[columns.size()];
    boolean[] isGiven = new boolean[cells.length];
    JsonLine json = new JsonLine(line, place);
    for (boolean goesOn = json.open(); goesOn; goesOn = json.goOn()) {
      String key = json.key();
      JsonLine.Value value = json.value();
      int position = positions.getOrDefault(key, -1);
      if (position < 0) {
        throw place.error(
            "42703",
            "expected the keys "
                + positions.keySet()
                + " that line 1 or the statement tells, found "
                + key);
      }
      if (isGiven[position]) {
        throw place.error("22P02", "found the key " + key + " twice");
      }
      isGiven[position] = true;
      place.column(key);
      cells[position] = cell(value, columns.get(position).parameter().type());
      place.column("");
    }
    return cells;
  }

  private @Nullable String cell(JsonLine.Value value, ValueType type) throws SessionException {
    return switch (value.kind()) {
      case NULL -> null;
      case BOOLEAN, NUMBER -> value.raw();
      case STRING -> JsonLine.unescape(value.raw(), place);
      case ARRAY -> nested(value, type, isArray(type), "an array");
      case OBJECT -> nested(value, type, type == ValueType.JSON, "an object");
    };
  }

  private String nested(JsonLine.Value value, ValueType type, boolean isTaken, String what)
      throws SessionException {
    if (!isTaken) {
      throw place.error("42804", "expected " + type + ", found " + what);
    }
    return value.raw();
  }

  private static boolean isArray(ValueType type) {
    return switch (type) {
      case VECTOR, HALFVEC, INT8VEC, JSON -> true;
      default -> false;
    };
  }

  private List<String> keys(String line) throws SessionException {
    Set<String> seen = new HashSet<>();
    List<String> keys = new ArrayList<>();
    JsonLine json = new JsonLine(line, place);
    for (boolean goesOn = json.open(); goesOn; goesOn = json.goOn()) {
      String key = json.key();
      json.value();
      if (seen.add(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  /// The next line that is not blank; null at the end.
  private @Nullable String readLine() throws SessionException {
    while (in.peek() != ByteInput.END) {
      buffer.clear();
      place.line(nextLine++);
      for (int c = in.next(); c != '\n' && c != ByteInput.END; c = in.next()) {
        buffer.append(c, place);
      }
      String line = buffer.text(place);
      if (!line.isBlank()) {
        return line;
      }
    }
    return null;
  }
}
