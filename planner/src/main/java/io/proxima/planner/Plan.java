package io.proxima.planner;

/// A statement that is ready to run, any number of times, on any snapshot whose tables are those it
/// was planned for.
///
/// - **Threads:** immutable.
sealed interface Plan permits QueryPlan, ModifyPlan {
  /// What it does, one operator a line, inputs indented below: what EXPLAIN shows.
  String explain();
}
