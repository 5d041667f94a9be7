/// The command `proxima`: demo, shell, version.
///
/// May use: client, engine.io, jdbc, server, server.copy, server.session.
///
/// Invariant: talks to a database through JDBC, as any user does.
@NullMarked
package io.proxima.cli;

import org.jspecify.annotations.NullMarked;
