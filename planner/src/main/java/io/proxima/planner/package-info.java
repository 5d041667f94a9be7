/// Statement to plan: rules, plan cache, EXPLAIN.
///
/// May use: engine, engine.error, engine.memory, engine.query, engine.row, engine.schema,
/// engine.task, engine.time, engine.txn, engine.vector, grammar, grammar.ast, planner.cost,
/// planner.exec, planner.expression, planner.rel, planner.rule, sql, sql.catalog, sql.function,
/// sql.type.
///
/// Invariant: a plan is immutable and runs on any snapshot of the same schema.
@NullMarked
package io.proxima.planner;

import org.jspecify.annotations.NullMarked;
