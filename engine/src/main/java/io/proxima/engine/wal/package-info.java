/// The log: what is written here and synced survives.
///
/// May use: engine.error, engine.io, engine.memory, engine.row, engine.schema, engine.task,
/// engine.time.
///
/// Invariant: after a failed sync nothing more is written.
@NullMarked
package io.proxima.engine.wal;

import org.jspecify.annotations.NullMarked;
