package io.proxima.bench.contest;

import java.io.IOException;
import java.util.List;

/// An index of one system, made with one choice of parameters.
///
/// The order of calls: `build` once, then `settings`.
public interface Contestant extends AutoCloseable {
  /// The system, by which curves are grouped.
  String system();

  /// What tells it from the other contestants of the system.
  String variant();

  /// Makes the index, or opens the one that was made of the same rows with the same parameters.
  Build build() throws Exception;

  /// What it can be asked to do, from little to much work.
  List<Setting> settings();

  @Override
  void close() throws IOException;
}
