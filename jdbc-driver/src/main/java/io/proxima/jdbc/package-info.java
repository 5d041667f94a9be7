/// The `java.sql` classes: a connection, its statements and results on top of a session.
///
/// May use: client, client.value.
///
/// Invariant: refuses by name what it does not do; a closed handle refuses everything but `close`.
package io.proxima.jdbc;
