/// Row expressions compiled to closures over columns.
///
/// May use: engine.error, engine.json, engine.memory, engine.row, engine.schema, engine.vector,
/// sql.function, sql.type.
///
/// Invariant: an expression is immutable; what differs between executions comes with the rows.
@NullMarked
package io.proxima.planner.expression;

import org.jspecify.annotations.NullMarked;
