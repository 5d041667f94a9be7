/// Rows as columns: batches, validity, cursors, predicates and their bytes.
///
/// May use: engine.error, engine.index, engine.io, engine.json, engine.memory, engine.schema,
/// engine.vector.
///
/// Invariant: SQL NULL is a validity bit, never a Java null.
@NullMarked
package io.proxima.engine.row;

import org.jspecify.annotations.NullMarked;
