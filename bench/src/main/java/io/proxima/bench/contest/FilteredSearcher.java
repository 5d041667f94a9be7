package io.proxima.bench.contest;

/// A searcher that may be told which rows to leave out.
public interface FilteredSearcher extends Searcher {
  /// Takes a filter over, in the form that the system likes; that is not measured.
  ///
  /// @param words bit `i` of them says whether row `i` may be found
  /// @param eligible how many may be
  Filter prepare(long[] words, int eligible);

  /// A filter, ready to be asked under.
  interface Filter {
    /// Finds the nearest `ords.length` rows among those that may be found.
    ///
    /// @return how many were found
    int search(float[] query, int[] ords);
  }
}
