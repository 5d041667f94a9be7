/// Distances between vectors: metrics, kernels with SIMD and their plain twins, matrices.
///
/// May use: engine.error, engine.memory.
///
/// Invariant: lower is nearer, and both kernels give the same order.
@NullMarked
package io.proxima.engine.vector;

import org.jspecify.annotations.NullMarked;
