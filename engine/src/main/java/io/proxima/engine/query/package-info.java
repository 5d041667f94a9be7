/// Scans, look-ups and nearest-neighbour searches over one snapshot.
///
/// May use: engine.error, engine.index, engine.lsm, engine.memory, engine.memtable, engine.row,
/// engine.schema, engine.task, engine.time, engine.txn, engine.vector.
///
/// Invariant: results come in ascending distance, ties in the order of the key.
@NullMarked
package io.proxima.engine.query;

import org.jspecify.annotations.NullMarked;
