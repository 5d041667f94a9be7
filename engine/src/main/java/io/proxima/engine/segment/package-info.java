/// Segments: rows that never change, in files whose every byte is under a checksum, with the list
/// of those deleted since.
///
/// May use: engine.epoch, engine.error, engine.index, engine.index.flat, engine.index.hnsw,
/// engine.index.ivf, engine.index.stored, engine.io, engine.memory, engine.quant, engine.row,
/// engine.schema, engine.task, engine.vector.
///
/// Invariant: no byte of a segment is used before its checksum was found right.
@NullMarked
package io.proxima.engine.segment;

import org.jspecify.annotations.NullMarked;
