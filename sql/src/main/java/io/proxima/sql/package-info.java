/// Parse tree to validated statement.
///
/// May use: engine, engine.error, engine.query, engine.row, engine.schema, engine.txn,
/// engine.vector, grammar, grammar.ast, sql.catalog, sql.function, sql.type.
///
/// Invariant: every error names a line and a column of the text.
@NullMarked
package io.proxima.sql;

import org.jspecify.annotations.NullMarked;
