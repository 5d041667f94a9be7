package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.SparseVector;
import io.proxima.sql.function.VectorFunctions;
import io.proxima.sql.type.VectorConversion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Functions on vectors.
final class Vectors {
  private Vectors() {}

  /// The exact distance; NULL where it is not defined.
  static Expression distance(Metric metric, Expression left, Expression right) {
    return isDense(left) && isDense(right)
        ? denseDistance(metric, left, right)
        : Strict.nullableDoubles(
            ColumnType.of(TypeKind.DOUBLE),
            List.of(left, right),
            cells -> row -> Distances.between(metric, cells[0].at(row), cells[1].at(row)));
  }

  private static boolean isDense(Expression vector) {
    return vector.type().kind().layout() == TypeKind.Layout.VECTOR;
  }

  private static Expression denseDistance(Metric metric, Expression left, Expression right) {
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
        cells ->
            row ->
                isDense(left) && isDense(right)
                    ? VectorFunctions.l2Squared(vector(cells[0], row), vector(cells[1], row))
                    : Distances.squaredL2(
                        (SparseVector) cells[0].at(row), (SparseVector) cells[1].at(row)));
  }

  static Expression norm(Expression vector) {
    return Strict.doubles(
        ColumnType.of(TypeKind.DOUBLE),
        List.of(vector),
        cells ->
            row ->
                cells[0].at(row) instanceof SparseVector sparse
                    ? Distances.norm(sparse)
                    : VectorFunctions.norm(vector(cells[0], row)));
  }

  static Expression dims(ColumnType type, Expression vector) {
    return Strict.longs(type, List.of(vector), _ -> _ -> vector.type().size());
  }

  /// The text of a vector, cut to `length` characters unless that is 0.
  static Expression text(ColumnType type, Expression vector, int length) {
    return Strict.objects(
        type, List.of(vector), cells -> row -> VectorFunctions.toText(cells[0].at(row), length));
  }

  /// The vector of the same direction and length 1.
  static Expression normalize(ColumnType type, Expression vector) {
    return isDense(vector)
        ? map(type, vector, VectorFunctions::normalize)
        : Strict.objects(
            type,
            List.of(vector),
            cells -> row -> VectorFunctions.normalize((SparseVector) cells[0].at(row)));
  }

  /// Which elements are above 0.
  static Expression quantize(ColumnType type, Expression vector) {
    return Strict.objects(
        type, List.of(vector), cells -> row -> BitVector.ofPositive(vector(cells[0], row)));
  }

  static Expression map(ColumnType type, Expression vector, UnaryOperator<float[]> function) {
    return Strict.vectors(
        type,
        List.of(vector),
        cells ->
            (row, target, offset) -> {
              write(function.apply(vector(cells[0], row)), type, target, offset);
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
              write(result, type, target, offset);
            });
  }

  /// A result, as the elements of its type hold it.
  private static void write(float[] result, ColumnType type, float[] target, int offset) {
    float[] stored = VectorConversion.fit(result, type.kind(), "the result of type " + type);
    System.arraycopy(stored, 0, target, offset, stored.length);
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
              write(VectorFunctions.ofNumbers(values, type.size()), type, target, offset);
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
