/// Versions: the immutable set of files that make up a database, and the manifest that names it.
///
/// May use: engine.epoch, engine.error, engine.io, engine.memory, engine.memtable, engine.row,
/// engine.schema, engine.segment, engine.segment.viper, engine.task, engine.time, engine.vector,
/// engine.wal.
///
/// Invariant: a directory with files and no valid manifest is never a new database.
@NullMarked
package io.proxima.engine.lsm;

import org.jspecify.annotations.NullMarked;
