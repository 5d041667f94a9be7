package io.proxima.engine.upkeep;

import io.proxima.engine.lsm.LiveSegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses the segments of a table that are worth being merged: size-tiered, so that a row is
/// written again about once for every time that the table grows fourfold.
final class CompactionChoice {
  private static final int FAN_IN = 4;
  private static final int MOST_INPUTS = 16;

  private CompactionChoice() {}

  /// Segments to merge, or none.
  ///
  /// @param horizon what can go
  static List<LiveSegment> of(List<LiveSegment> segments, Horizon horizon) {
    List<LiveSegment> bySize =
        segments.stream().sorted(Comparator.comparingLong(CompactionChoice::bytes)).toList();
    for (int from = 0; from + FAN_IN <= bySize.size(); from++) {
      List<LiveSegment> tier = tier(bySize.subList(from, bySize.size()));
      if (tier.size() >= FAN_IN) {
        return tier;
      }
    }
    return bySize.stream().filter(horizon::isWorthRewriting).limit(1).toList();
  }

  /// The smallest and those that are not much larger than what is taken before them.
  private static List<LiveSegment> tier(List<LiveSegment> bySize) {
    List<LiveSegment> tier = new ArrayList<>();
    long bytes = 0;
    for (LiveSegment segment : bySize) {
      boolean isLarger = !tier.isEmpty() && bytes(segment) > FAN_IN * (bytes / tier.size());
      if (isLarger || tier.size() == MOST_INPUTS) {
        break;
      }
      tier.add(segment);
      bytes += bytes(segment);
    }
    return tier;
  }

  private static long bytes(LiveSegment segment) {
    return segment.reader().summary().lengthBytes();
  }
}
