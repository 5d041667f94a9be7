/// Budgets for memory and the arenas that are charged to them.
///
/// May use: engine.error.
///
/// Invariant: a reservation is given back exactly once.
@NullMarked
package io.proxima.engine.memory;

import org.jspecify.annotations.NullMarked;
