/// What all vector indexes share: how much work a search may take, which rows it may find, and
/// where the nearest ones go.
///
/// May use: engine.task, engine.vector.
///
/// Invariant: an index only says which rows to measure; distances are exact.
@NullMarked
package io.proxima.engine.index;

import org.jspecify.annotations.NullMarked;
