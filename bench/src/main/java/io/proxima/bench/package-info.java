/// Benchmarks: kernels, log, loading, queries.
///
/// May use: everything.
///
/// Invariant: every figure in a document can be had again with one command.
@NullMarked
package io.proxima.bench;

import org.jspecify.annotations.NullMarked;
