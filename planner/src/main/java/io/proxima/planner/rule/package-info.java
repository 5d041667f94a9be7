/// Rules that move work into the engine, one rule a file.
///
/// May use: engine.error, engine.query, engine.row, engine.schema, engine.vector, planner.cost,
/// planner.exec, planner.expression, planner.rel, sql.catalog, sql.function, sql.type.
///
/// Invariant: a rule never changes an answer.
@NullMarked
package io.proxima.planner.rule;

import org.jspecify.annotations.NullMarked;
