/// Immutable definitions of tables and columns, the catalog that holds them, and their bytes.
///
/// May use: engine.error, engine.vector.
///
/// Invariant: a definition never changes; a change makes a new catalog.
@NullMarked
package io.proxima.engine.schema;

import org.jspecify.annotations.NullMarked;
