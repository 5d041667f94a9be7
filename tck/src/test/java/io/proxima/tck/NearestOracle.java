package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What a table `id INTEGER PRIMARY KEY, v VECTOR(…), …` should hold, and the check of what a
/// search by SQL finds in it: exactly min(k, matching) rows, each of them there and once, with its
/// exact distance, nearest first, ties by key, rows without a distance last. What an index may miss
/// is nearest rows, and by how much is what `recall` tells.
final class NearestOracle {
  private static final Map<Metric, String> OPERATORS =
      Map.of(Metric.L2, "<->", Metric.INNER_PRODUCT, "<#>", Metric.COSINE, "<=>");

  private final String table;
  private final TreeMap<Integer, float @Nullable []> rows;

  /// An empty table.
  NearestOracle(String table) {
    this(table, new TreeMap<>());
  }

  private NearestOracle(String table, TreeMap<Integer, float @Nullable []> rows) {
    this.table = table;
    this.rows = rows;
  }

  /// What to look for among the rows that `passes` admits, which is what `where` says.
  record Search(
      Metric metric, float[] query, int k, int offset, String where, IntPredicate passes) {
    /// The `k` nearest of all rows.
    static Search of(Metric metric, float[] query, int k) {
      return new Search(metric, query, k, 0, "", _ -> true);
    }
  }

  /// The same rows under another name, which do not change with these.
  NearestOracle as(String name) {
    return new NearestOracle(name, new TreeMap<>(rows));
  }

  static String operator(Metric metric) {
    return OPERATORS.get(metric);
  }

  static String operators(Metric metric) {
    return switch (metric) {
      case L2 -> "vector_l2_ops";
      case INNER_PRODUCT -> "vector_ip_ops";
      default -> "vector_cosine_ops";
    };
  }

  void put(int id, float @Nullable [] vector) {
    rows.put(id, vector);
  }

  void remove(int id) {
    rows.remove(id);
  }

  TreeMap<Integer, float @Nullable []> rows() {
    return rows;
  }

  /// NaN where there is no distance.
  private static double distance(Metric metric, float[] query, float @Nullable [] vector) {
    return vector == null ? Double.NaN : Distances.exact(metric, query, vector);
  }

  /// The share of the nearest that a search finds; checks all that does not depend on it.
  double recall(Connection connection, Search search) throws SQLException {
    String sql =
        "SELECT id, v %s ? AS d FROM %s%s ORDER BY d LIMIT %d"
                .formatted(operator(search.metric), table, search.where, search.k)
            + (search.offset == 0 ? "" : " OFFSET " + search.offset);
    String what = sql + " for " + Arrays.toString(Arrays.copyOf(search.query, 4));
    double[] distances = new double[rows.size()];
    int matching = 0;
    int nulls = 0;
    for (Map.Entry<Integer, float @Nullable []> row : rows.entrySet()) {
      if (search.passes.test(row.getKey())) {
        double distance = distance(search.metric, search.query, row.getValue());
        if (Double.isNaN(distance)) {
          nulls++;
        } else {
          distances[matching - nulls] = distance;
        }
        matching++;
      }
    }
    int measured = matching - nulls;
    Arrays.sort(distances, 0, measured);
    int end = Math.min(measured, search.offset + search.k);
    double worst = end == 0 ? Double.NEGATIVE_INFINITY : distances[end - 1];
    List<Integer> nullIds = new ArrayList<>();
    int found = 0;
    int near = 0;
    int lastId = -1;
    double last = Double.NEGATIVE_INFINITY;
    boolean[] isFound = new boolean[rows.isEmpty() ? 0 : rows.lastKey() + 1];
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, search.query);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          int id = result.getInt(1);
          double d = result.getDouble(2);
          boolean isNull = result.wasNull();
          if (!rows.containsKey(id) || isFound[id] || !search.passes.test(id)) {
            throw new AssertionError("row " + id + " is not there, not meant or twice: " + what);
          }
          isFound[id] = true;
          double expected = distance(search.metric, search.query, rows.get(id));
          if (isNull ? !Double.isNaN(expected) : d != expected) {
            throw new AssertionError(
                "row %d at %s instead of %s: %s"
                    .formatted(id, isNull ? "NULL" : d, expected, what));
          }
          if (isNull) {
            nullIds.add(id);
          } else {
            assertThat(nullIds).as("rows without a distance are last: %s", what).isEmpty();
            if (d < last || (d == last && id < lastId)) {
              throw new AssertionError("row " + id + " in the wrong place: " + what);
            }
            near += d <= worst ? 1 : 0;
            found++;
            last = d;
            lastId = id;
          }
        }
      }
    }
    int due = Math.clamp(measured - search.offset, 0, search.k);
    assertThat(found).as("rows with a distance of %s", what).isEqualTo(due);
    assertThat(found + nullIds.size())
        .as("rows of %s", what)
        .isEqualTo(Math.clamp(matching - search.offset, 0, search.k));
    assertThat(nullIds).as("rows without a distance of %s", what).isSorted();
    return due == 0 ? 1 : near / (double) due;
  }
}
