/// The newest rows of a table in memory: columns, vector matrix, key index, delete marks.
///
/// May use: engine.error, engine.index, engine.index.flat, engine.memory, engine.quant, engine.row,
/// engine.schema, engine.vector.
///
/// Invariant: a reader sees the rows up to its sequence, whatever is written meanwhile.
@NullMarked
package io.proxima.engine.memtable;

import org.jspecify.annotations.NullMarked;
