/// What all vector indexes share: what to look for, how good the answer should be, which rows may
/// be found, and where the nearest ones go.
///
/// May use: engine.error, engine.quant, engine.task, engine.vector.
///
/// Invariant: an index only says which rows to measure; distances are exact.
@NullMarked
package io.proxima.engine.index;

import org.jspecify.annotations.NullMarked;
