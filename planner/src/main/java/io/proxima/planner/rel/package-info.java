/// The operators of our own convention.
///
/// May use: engine, engine.error, engine.query, engine.row, engine.schema, engine.txn,
/// engine.vector, planner.cost, planner.exec, planner.expression, sql.catalog, sql.function,
/// sql.type.
///
/// Invariant: an operator compiles once per plan and keeps no state of an execution.
@NullMarked
package io.proxima.planner.rel;

import org.jspecify.annotations.NullMarked;
