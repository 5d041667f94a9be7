package io.proxima.bench;

import java.util.List;

/// One programme of measurements.
interface Part {
  /// How it is asked for on the command line.
  String name();

  /// Measures; says on `err` what it is doing when that takes long.
  Table run() throws Exception;

  /// The curves it measured, after `run`.
  default List<Chart> charts() {
    return List.of();
  }
}
