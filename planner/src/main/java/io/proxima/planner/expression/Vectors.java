package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import io.proxima.sql.function.VectorFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Functions on vectors.
final class Vectors {
  private Vectors() {}

  /// The exact distance; NULL where it is not defined.
  static Expression distance(Metric metric, Expression left, Expression right) {
    return Strict.nullableDoubles(
        ColumnType.of(TypeKind.DOUBLE),
        List.of(left, right),
        cells -> {
          float[] a = cells[0].floats();
          float[] b = cells[1].floats();
          int am = cells[0].mask();
          int bm = cells[1].mask();
          int dim = cells[0].dim();
          return row -> Distances.exact(metric, a, (row & am) * dim, b, (row & bm) * dim, dim);
        });
  }

  static Expression squaredL2(Expression left, Expression right) {
    return Strict.doubles(
        ColumnType.of(TypeKind.DOUBLE),
        List.of(left, right),
        cells -> row -> VectorFunctions.l2Squared(vector(cells[0], row), vector(cells[1], row)));
  }

  static Expression norm(Expression vector) {
    return Strict.doubles(
        ColumnType.of(TypeKind.DOUBLE),
        List.of(vector),
        cells -> row -> VectorFunctions.norm(vector(cells[0], row)));
  }

  static Expression dims(ColumnType type, Expression vector) {
    return Strict.longs(type, List.of(vector), cells -> _ -> cells[0].dim());
  }

  /// The text of a vector, cut to `length` characters unless that is 0.
  static Expression text(ColumnType type, Expression vector, int length) {
    return Strict.objects(
        type,
        List.of(vector),
        cells -> row -> VectorFunctions.toText(vector(cells[0], row), length));
  }

  static Expression map(ColumnType type, Expression vector, UnaryOperator<float[]> function) {
    return Strict.vectors(
        type,
        List.of(vector),
        cells ->
            (row, target, offset) -> {
              float[] result = function.apply(vector(cells[0], row));
              System.arraycopy(result, 0, target, offset, result.length);
            });
  }

  static Expression combine(
      ColumnType type, Expression left, Expression right, BinaryOperator<float[]> function) {
    return Strict.vectors(
        type,
        List.of(left, right),
        cells ->
            (row, target, offset) -> {
              float[] result = function.apply(vector(cells[0], row), vector(cells[1], row));
              System.arraycopy(result, 0, target, offset, result.length);
            });
  }

  /// A vector of numbers.
  static Expression ofNumbers(ColumnType type, List<Expression> numbers) {
    List<Expression> reals = numbers.stream().map(Conversion::toDouble).toList();
    return Strict.vectors(
        type,
        reals,
        cells ->
            (row, target, offset) -> {
              List<Double> values = new ArrayList<>();
              for (Cells cell : cells) {
                values.add((Double) cell.at(row));
              }
              float[] vector = VectorFunctions.ofNumbers(values, type.size());
              System.arraycopy(vector, 0, target, offset, vector.length);
            });
  }

  /// One element, counted from 1; NULL outside the vector.
  static Expression element(ColumnType type, Expression vector, Expression position) {
    return Boxed.of(
        type,
        List.of(vector, position),
        cells ->
            row -> {
              long index = (Long) cells[1].at(row) - 1;
              return index < 0 || index >= cells[0].dim()
                  ? null
                  : (Double) (double) vector(cells[0], row)[(int) index];
            });
  }

  private static float[] vector(Cells cells, int row) {
    return (float[]) cells.at(row);
  }
}
