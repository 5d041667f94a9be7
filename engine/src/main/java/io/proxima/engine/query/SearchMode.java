package io.proxima.engine.query;

import java.util.Optional;
import java.util.OptionalInt;

/// How hard a search for the nearest rows tries; what is empty is for somebody else to say, and in
/// the end for the index.
///
/// - `exact`: whether every row is measured, whatever indexes there are.
/// - `targetPercent`: how many of the nearest rows are to be found, 1 to 100.
/// - `efSearch`: how many candidates are held, up to [#MOST_CANDIDATES]; 0 is up to the index.
/// - `probes`: how many lists are looked at, up to [#MOST_CANDIDATES]; 0 is up to the index.
///
/// - **Threads:** immutable.
public record SearchMode(
    Optional<Boolean> exact, OptionalInt targetPercent, OptionalInt efSearch, OptionalInt probes) {
  /// The most that `efSearch` and `probes` may say.
  public static final int MOST_CANDIDATES = 1_000_000;

  /// Nothing is said.
  public static final SearchMode UNSAID =
      new SearchMode(
          Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  /// Every row is measured.
  public static final SearchMode EXACT = UNSAID.withExact(true);

  /// Whether every row is measured.
  public boolean isExact() {
    return exact.orElse(false);
  }

  /// This with `exact` said.
  public SearchMode withExact(boolean isExact) {
    return new SearchMode(Optional.of(isExact), targetPercent, efSearch, probes);
  }

  /// This with a target.
  public SearchMode withTarget(int percent) {
    return new SearchMode(exact, OptionalInt.of(percent), efSearch, probes);
  }

  /// This with a number of candidates.
  public SearchMode withEfSearch(int candidates) {
    return new SearchMode(exact, targetPercent, OptionalInt.of(candidates), probes);
  }

  /// This with a number of lists.
  public SearchMode withProbes(int lists) {
    return new SearchMode(exact, targetPercent, efSearch, OptionalInt.of(lists));
  }

  /// This where it says something, and `other` where it does not.
  public SearchMode or(SearchMode other) {
    return new SearchMode(
        exact.or(() -> other.exact),
        targetPercent.isPresent() ? targetPercent : other.targetPercent,
        efSearch.isPresent() ? efSearch : other.efSearch,
        probes.isPresent() ? probes : other.probes);
  }

  /// What is said by either of two parts of one statement: what tries harder counts.
  public SearchMode and(SearchMode other) {
    return new SearchMode(
        exact.isPresent() && other.exact.isPresent()
            ? Optional.of(exact.get() || other.exact.get())
            : exact.or(() -> other.exact),
        larger(targetPercent, other.targetPercent),
        larger(efSearch, other.efSearch),
        larger(probes, other.probes));
  }

  private static OptionalInt larger(OptionalInt a, OptionalInt b) {
    return a.isPresent() && b.isPresent()
        ? OptionalInt.of(Math.max(a.getAsInt(), b.getAsInt()))
        : a.isPresent() ? a : b;
  }
}
