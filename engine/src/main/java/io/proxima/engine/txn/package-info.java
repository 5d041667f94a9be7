/// Write batches, the commit pipeline and the snapshots that are open.
///
/// May use: engine.error, engine.index, engine.io, engine.lsm, engine.memory, engine.memtable,
/// engine.row, engine.schema, engine.task, engine.time, engine.vector, engine.wal.
///
/// Invariant: commits become visible in the order of their sequence, whole or not at all.
@NullMarked
package io.proxima.engine.txn;

import org.jspecify.annotations.NullMarked;
