/// The command `proxima`: demo, shell, check, version.
///
/// May use: client, engine, engine.error, engine.io, engine.time, jdbc, server, server.copy,
/// server.session.
///
/// Invariant: talks to a database through JDBC, as any user does; only the check reads its files.
@NullMarked
package io.proxima.cli;

import org.jspecify.annotations.NullMarked;
