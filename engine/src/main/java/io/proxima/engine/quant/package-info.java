/// Codes of one bit a dimension and more for dense vectors, and the distances they tell.
///
/// May use: engine.vector.
///
/// Invariant: an estimate is unbiased, and how far it can be off is known with it.
@NullMarked
package io.proxima.engine.quant;

import org.jspecify.annotations.NullMarked;
