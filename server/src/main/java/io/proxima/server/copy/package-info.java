/// Readers and writers of `COPY`: rows from files into tables, and from queries into files, on
/// either side of a connection.
///
/// May use: client, client.value, engine.error, engine.io, sql.
///
/// Invariant: memory is constant, and every error names the file and, while reading, the line.
@NullMarked
package io.proxima.server.copy;

import org.jspecify.annotations.NullMarked;
