package io.proxima.engine.schema;

import io.proxima.engine.vector.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An index that finds the rows whose vectors in one column are nearest to another by one metric.
///
/// `options` are those of [VectorIndexOptions].
///
/// - **Threads:** immutable.
public record VectorIndexDef(
    int id, String name, int columnId, Method method, Metric metric, Map<String, String> options)
    implements IndexDef {
  /// How an index finds them.
  public enum Method {
    /// The engine chooses, for each segment.
    AUTO,
    /// Short codes of all vectors, looked at one after the other.
    FLAT,
    /// Lists of vectors around centres, of which those around the nearest are looked at.
    IVF,
    /// A graph of vectors that are near each other, along whose edges a search walks.
    HNSW;

    /// As a user writes it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Copies the options.
  public VectorIndexDef {
    options = Map.copyOf(options);
  }

  @Override
  public List<Integer> columnIds() {
    return List.of(columnId);
  }

  @Override
  public boolean isOwned() {
    return false;
  }

  @Override
  public VectorIndexDef withId(int newId) {
    return new VectorIndexDef(newId, name, columnId, method, metric, options);
  }
}
