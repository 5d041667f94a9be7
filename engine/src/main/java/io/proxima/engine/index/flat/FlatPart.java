package io.proxima.engine.index.flat;

import java.lang.foreign.MemorySegment;

/// Blocks of a [FlatIndex] that lie behind one another: those from `firstBlock` up to `endBlock`.
///
/// - **Shape:** `blocks` holds them, `records` the further bits of their rows, if there are any.
/// - **Owns:** nothing.
record FlatPart(int firstBlock, int endBlock, MemorySegment blocks, MemorySegment records) {}
