/// The vector type and the mapping between SQL, engine and JDBC types.
///
/// May use: engine.error, engine.json, engine.row, engine.schema, engine.vector, grammar.ast.
///
/// Invariant: the dimension is part of the type and is checked when a statement is prepared.
@NullMarked
package io.proxima.sql.type;

import org.jspecify.annotations.NullMarked;
