/// Background work: rows go from memory into segments, small segments into large ones, and files
/// that nobody needs go.
///
/// May use: engine.epoch, engine.error, engine.index, engine.io, engine.lsm, engine.memory,
/// engine.memtable, engine.row, engine.schema, engine.segment, engine.task, engine.time,
/// engine.txn, engine.wal.
///
/// Invariant: whatever fails here, every row is where a version can read it.
@NullMarked
package io.proxima.engine.upkeep;

import org.jspecify.annotations.NullMarked;
