/// Distance operators, vector functions and table functions.
///
/// May use: engine.error, engine.query, engine.row, engine.schema, engine.vector, grammar,
/// grammar.ast, sql.type.
///
/// Invariant: a function has one definition for validation and one for execution.
@NullMarked
package io.proxima.sql.function;

import org.jspecify.annotations.NullMarked;
