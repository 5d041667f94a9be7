package io.proxima.engine.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Follows one path through one value.
///
/// - **Threads:** one thread.
final class JsonPathRun {
  /// More than any path takes that does not compare everything with everything.
  private static final long MAX_STEPS = 50_000_000;

  private final String path;
  private final JsonValue root;
  private long taken;

  JsonPathRun(String path, JsonValue root) {
    this.path = path;
    this.root = root;
  }

  List<JsonValue> follow(List<JsonPath.Step> steps, JsonValue from) {
    List<JsonValue> values = List.of(from);
    for (JsonPath.Step step : steps) {
      List<JsonValue> next = new ArrayList<>();
      for (JsonValue value : values) {
        count();
        take(step, value, next);
      }
      values = next;
    }
    return values;
  }

  private void count() {
    if (++taken > MAX_STEPS) {
      throw JsonPath.tooManySteps(path, MAX_STEPS);
    }
  }

  private void take(JsonPath.Step step, JsonValue value, List<JsonValue> found) {
    switch (step) {
      case JsonPath.Step.Member member -> {
        for (JsonValue each : unwrapped(value)) {
          count();
          JsonValue named =
              each instanceof JsonValue.Members members
                  ? members.byName().get(member.name())
                  : null;
          if (named != null) {
            found.add(named);
          }
        }
      }
      case JsonPath.Step.AllMembers _ -> {
        for (JsonValue each : unwrapped(value)) {
          count();
          if (each instanceof JsonValue.Members members) {
            found.addAll(members.byName().values());
          }
        }
      }
      case JsonPath.Step.AllElements _ -> found.addAll(unwrapped(value));
      case JsonPath.Step.Elements elements -> {
        List<JsonValue> all = unwrapped(value);
        int from = Math.max(0, place(elements.from(), all));
        int to = Math.min(all.size() - 1, place(elements.to(), all));
        found.addAll(from <= to ? all.subList(from, to + 1) : List.of());
      }
      case JsonPath.Step.Where where -> {
        for (JsonValue each : unwrapped(value)) {
          count();
          if (passes(where.filter(), each)) {
            found.add(each);
          }
        }
      }
    }
  }

  private static int place(int written, List<JsonValue> all) {
    return written < 0 ? all.size() + written : written;
  }

  private static List<JsonValue> unwrapped(JsonValue value) {
    return value instanceof JsonValue.Array array ? array.elements() : List.of(value);
  }

  private boolean passes(JsonPath.Filter filter, JsonValue current) {
    return switch (filter) {
      case JsonPath.Filter.Connective connective -> {
        for (JsonPath.Filter part : connective.parts()) {
          if (passes(part, current) == connective.any()) {
            yield connective.any();
          }
        }
        yield !connective.any();
      }
      case JsonPath.Filter.Not not -> !passes(not.negated(), current);
      case JsonPath.Filter.Exists exists -> !values(exists.path(), current).isEmpty();
      case JsonPath.Filter.Compare compare -> compare(compare, current);
      case JsonPath.Filter.StartsWith starts ->
          values(starts.left(), current).stream()
              .anyMatch(value ->
                  value instanceof JsonValue.Text text && text.value().startsWith(starts.start()));
    };
  }

  private boolean compare(JsonPath.Filter.Compare compare, JsonValue current) {
    List<JsonValue> right = values(compare.right(), current);
    for (JsonValue a : values(compare.left(), current)) {
      for (JsonValue b : right) {
        count();
        if (holds(a, compare.comparison(), b)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<JsonValue> values(JsonPath.Operand operand, JsonValue current) {
    return switch (operand) {
      case JsonPath.Operand.Constant constant -> List.of(constant.value());
      case JsonPath.Operand.Path steps ->
          follow(steps.steps(), steps.fromRoot() ? root : current).stream()
              .flatMap(value -> unwrapped(value).stream())
              .toList();
    };
  }

  /// Values of different kinds are neither equal nor unequal, but for `null`, which differs from
  /// all others.
  private static boolean holds(JsonValue a, JsonPath.Comparison comparison, JsonValue b) {
    if (a instanceof JsonValue.Numeral x && b instanceof JsonValue.Numeral y) {
      BigDecimal number = x.value();
      return comparison.holds(number.compareTo(y.value()));
    }
    if (a instanceof JsonValue.Text x && b instanceof JsonValue.Text y) {
      return comparison.holds(x.value().compareTo(y.value()));
    }
    if (a instanceof JsonValue.Truth x && b instanceof JsonValue.Truth y) {
      return comparison.holds(Boolean.compare(x.value(), y.value()));
    }
    boolean isNothing = a instanceof JsonValue.Nothing;
    boolean other = b instanceof JsonValue.Nothing;
    return switch (comparison) {
      case EQUAL, LESS_OR_EQUAL, GREATER_OR_EQUAL -> isNothing && other;
      case NOT_EQUAL -> isNothing != other;
      case LESS, GREATER -> false;
    };
  }
}
