/// The inverted index: codes in lists around centres, of which a search looks at those nearby.
///
/// May use: engine.epoch, engine.error, engine.index, engine.memory, engine.quant, engine.task,
/// engine.vector.
///
/// Invariant: a row with a vector that has a place in the space is in exactly one list.
@NullMarked
package io.proxima.engine.index.ivf;

import org.jspecify.annotations.NullMarked;
