package io.proxima.engine.segment.viper;

import java.util.concurrent.atomic.LongAdder;

/// What pushed predicates have ruled out so far.
///
/// - **Threads:** thread-safe.
final class Pruned {
  /// Row groups whose bounds say that no row passes, with all their blocks.
  final LongAdder groupsByBounds = new LongAdder();

  /// Values that the dictionary of a row group has not.
  final LongAdder valuesByDictionary = new LongAdder();

  /// Values that the Bloom filter of a row group has not.
  final LongAdder valuesByFilter = new LongAdder();

  /// Single blocks that their bounds rule out.
  final LongAdder blocksByBounds = new LongAdder();
}
