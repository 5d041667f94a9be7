package io.proxima.planner;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes maps, lists, texts, numbers, booleans and null as JSON, one member a line.
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  static String of(@Nullable Object value) {
    Json json = new Json();
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(@Nullable Object value, int depth) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> write('{', map.entrySet(), '}', depth);
      case List<?> list -> write('[', list, ']', depth);
      case Map.Entry<?, ?> member -> {
        text(String.valueOf(member.getKey()));
        out.append(": ");
        write(member.getValue(), depth);
      }
      case Double number when number.isNaN() || number.isInfinite() -> out.append("null");
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          out.append(number.longValue());
      case Number number -> out.append(number);
      case Boolean truth -> out.append(truth);
      default -> text(value.toString());
    }
  }

  private void write(char open, Collection<?> parts, char close, int depth) {
    out.append(open);
    for (Iterator<?> each = parts.iterator(); each.hasNext(); ) {
      newLine(depth + 1);
      write(each.next(), depth + 1);
      if (each.hasNext()) {
        out.append(',');
      }
    }
    if (!parts.isEmpty()) {
      newLine(depth);
    }
    out.append(close);
  }

  private void newLine(int depth) {
    out.append('\n').append("  ".repeat(depth));
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
