/// The whole surface of the engine: open, define, write, snapshot.
///
/// May use: engine.error, engine.io, engine.lsm, engine.memory, engine.memtable, engine.query,
/// engine.row, engine.schema, engine.segment, engine.segment.viper, engine.task, engine.time,
/// engine.txn, engine.upkeep, engine.vector, engine.wal.
///
/// Invariant: what is not reachable from here is not part of the engine.
@NullMarked
package io.proxima.engine;

import org.jspecify.annotations.NullMarked;
