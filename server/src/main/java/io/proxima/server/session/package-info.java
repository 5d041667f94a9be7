/// Sessions in this process: the composition root, transactions, statements that are not queries.
///
/// May use: client, client.value, engine, engine.error, engine.io, engine.memory, engine.query,
/// engine.row, engine.schema, engine.task, engine.time, engine.txn, engine.upkeep, engine.vector,
/// grammar, grammar.ast, planner, planner.exec, server, server.copy, sql, sql.catalog,
/// sql.function, sql.type.
///
/// Invariant: every error leaves as a session exception with the same SQLSTATE.
@NullMarked
package io.proxima.server.session;

import org.jspecify.annotations.NullMarked;
