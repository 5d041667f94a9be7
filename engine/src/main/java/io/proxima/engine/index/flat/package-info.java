/// The flat index: one code for each row in the order of the rows, all of them looked at.
///
/// May use: engine.error, engine.index, engine.memory, engine.quant, engine.task, engine.vector.
///
/// Invariant: the code of row `i` is lane `i mod 32` of block `i / 32`.
@NullMarked
package io.proxima.engine.index.flat;

import org.jspecify.annotations.NullMarked;
