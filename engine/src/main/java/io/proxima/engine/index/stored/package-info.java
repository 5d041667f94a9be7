/// Vector indexes in files, whatever their kind.
///
/// May use: engine.error, engine.index, engine.index.flat, engine.index.hnsw, engine.index.ivf.
///
/// Invariant: bytes that are no sound index are refused when they are opened.
@NullMarked
package io.proxima.engine.index.stored;

import org.jspecify.annotations.NullMarked;
