/// What runs: accesses to the engine and operators over batches of columns.
///
/// May use: engine, engine.error, engine.memory, engine.query, engine.row, engine.schema,
/// engine.task, engine.time, engine.txn, engine.vector, planner.expression, sql.catalog,
/// sql.function, sql.type.
///
/// Invariant: an access says everything the engine is asked for.
@NullMarked
package io.proxima.planner.exec;

import org.jspecify.annotations.NullMarked;
