package io.proxima.engine.task;

/// Named places at which a test may stop, fail or kill the engine.
///
/// In production `hit` does nothing.
@FunctionalInterface
public interface Failpoints {
  /// No failpoint is set.
  Failpoints NONE = name -> {};

  /// Says that execution has reached `name`, such as `wal.before-write`.
  void hit(String name);
}
