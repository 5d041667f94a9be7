/// The tables of the engine as the validator sees them.
///
/// May use: engine, engine.error, engine.row, engine.schema, engine.vector, sql.type.
///
/// Invariant: a table here only describes itself, it never translates or runs.
@NullMarked
package io.proxima.sql.catalog;

import org.jspecify.annotations.NullMarked;
