/// The tables of the engine as the validator sees them.
///
/// May use: engine, engine.error, engine.query, engine.row, engine.schema, engine.vector, sql.type.
///
/// Invariant: a table here only describes itself, it never runs; a view only has its text expanded.
@NullMarked
package io.proxima.sql.catalog;

import org.jspecify.annotations.NullMarked;
