package io.proxima.bench;

/// One programme of measurements.
interface Part {
  /// How it is asked for on the command line.
  String name();

  /// Measures; says on `err` what it is doing when that takes long.
  Table run() throws Exception;
}
