package io.proxima.engine.history;

import java.util.List;
import java.util.Set;

/// One thing that a transaction did, and what it saw.
///
/// Every written value is written once in a history, so that who reads it tells whom it read from.
public sealed interface Op {
  /// What is read or written.
  String key();

  /// Puts a value behind the last one of a list.
  record Append(String key, int value) implements Op {}

  /// Reads a list.
  record ReadList(String key, List<Integer> values) implements Op {}

  /// Replaces the value of a register that had `before`; registers begin with 0.
  record Write(String key, int before, int value) implements Op {}

  /// Reads a register.
  record Read(String key, int value) implements Op {}

  /// Adds an element to a set that nothing is removed from.
  record Add(String key, int element) implements Op {}

  /// Reads such a set.
  record ReadSet(String key, Set<Integer> elements) implements Op {}
}
