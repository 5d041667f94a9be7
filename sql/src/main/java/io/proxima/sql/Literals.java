package io.proxima.sql;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.grammar.StatementText;
import io.proxima.grammar.StatementText.Literal;
import io.proxima.sql.type.VectorConversion;
import io.proxima.sql.type.VectorText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The literals of one text, told apart: those that parameters stand for, and the others.
///
/// Texts with the same key and the same `signature` compile to the same statement. `values` are
/// engine values for the parameters behind those of the statement. One vector written twice is one
/// parameter, so that equal expressions stay equal.
///
/// - **Threads:** immutable.
public final class Literals {
  private static final int MAX_DIGITS = 18;

  private final String signature;
  private final int[] parameters;
  private final List<Object> values;

  /// A value that the statement converts before it does anything with it: if that fails, the
  /// statement must be told with its literals.
  public record Conversion(int value, ColumnType from, ColumnType to) {}

  private Literals(String signature, int[] parameters, List<Object> values) {
    this.signature = signature;
    this.parameters = parameters;
    this.values = List.copyOf(values);
  }

  /// The literals of a text whose places are known.
  public static Literals of(StatementText text, List<LiteralPlace> places) {
    StringBuilder signature = new StringBuilder();
    int[] parameters = new int[places.size()];
    List<Object> values = new ArrayList<>();
    Map<String, Integer> vectors = new HashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      Literal literal = text.literals().get(i);
      String written = text.value(literal);
      Integer same = places.get(i) == LiteralPlace.VECTOR ? vectors.get(written) : null;
      Typed typed = same == null ? typed(literal, written, places.get(i)) : null;
      if (same != null) {
        parameters[i] = same;
        signature.append('=').append(same);
      } else if (typed == null) {
        parameters[i] = -1;
        signature.append(written.length()).append(':').append(written);
      } else {
        parameters[i] = values.size();
        if (places.get(i) == LiteralPlace.VECTOR) {
          vectors.put(written, values.size());
        }
        values.add(typed.value);
        signature.append(typed.type);
      }
      signature.append(';');
    }
    return new Literals(signature.toString(), parameters, values);
  }

  /// The types of the literals that parameters stand for, and the others as written.
  public String signature() {
    return signature;
  }

  /// The values of the parameters that stand for literals.
  public List<Object> values() {
    return values;
  }

  /// Which of these parameters stands for a literal, or -1.
  int parameterOf(int literal) {
    return parameters[literal];
  }

  /// Whether a parameter stands for a literal that is a vector.
  boolean isVector(int parameter) {
    Object value = values.get(parameter);
    return !(value instanceof String || value instanceof Number);
  }

  /// How many literals parameters stand for.
  int count() {
    return (int) Arrays.stream(parameters).filter(parameter -> parameter >= 0).count();
  }

  private record Typed(String type, Object value) {}

  private static @Nullable Typed typed(Literal literal, String written, LiteralPlace place) {
    return switch (place) {
      case FIXED -> null;
      case COMPARED, CELL ->
          literal.isString()
              ? new Typed(place == LiteralPlace.CELL ? "t" : "t" + written.length(), written)
              : number(literal, written);
      case COUNT -> literal.isString() || literal.scale() != 0 ? null : number(literal, written);
      case VECTOR -> literal.isString() ? vector(written) : null;
    };
  }

  /// Typed as Calcite does: by size, or by the digits that are written.
  private static @Nullable Typed number(Literal literal, String written) {
    if (literal.scale() < 0 || written.length() > MAX_DIGITS) {
      return null;
    }
    if (literal.scale() > 0) {
      return new Typed("d" + written.length() + "." + literal.scale(), new BigDecimal(written));
    }
    long value = Long.parseLong(written);
    return new Typed((int) value == value ? "i" : "l", value);
  }

  private static @Nullable Typed vector(String written) {
    try {
      Object vector = VectorText.parseAny(written);
      return new Typed("v" + VectorConversion.typeOf(vector), vector);
    } catch (ProximaException e) {
      // The compiler says what is wrong with it, and where.
      return null;
    }
  }
}
