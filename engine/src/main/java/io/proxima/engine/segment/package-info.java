/// Segments: rows that never change, in files whose every byte is under a checksum, with the list
/// of those deleted since.
///
/// May use: engine.epoch, engine.error, engine.io, engine.memory, engine.row, engine.schema,
/// engine.vector.
///
/// Invariant: no byte of a segment is used before its checksum was found right.
@NullMarked
package io.proxima.engine.segment;

import org.jspecify.annotations.NullMarked;
