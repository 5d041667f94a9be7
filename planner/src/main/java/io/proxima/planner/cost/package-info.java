/// How many rows a condition keeps, and which way to the rows is cheaper.
///
/// May use: engine.error, engine.query, engine.row, engine.schema, engine.vector, planner.exec,
/// sql.catalog, sql.function, sql.type.
///
/// Invariant: pure functions of statistics.
@NullMarked
package io.proxima.planner.cost;

import org.jspecify.annotations.NullMarked;
