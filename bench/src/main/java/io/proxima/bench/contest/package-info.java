/// Indexes of this project and of others, asked the same queries in turns.
///
/// May use: everything.
///
/// Invariant: what took part in a choice, queries or runs, takes no part in a report.
@NullMarked
package io.proxima.bench.contest;

import org.jspecify.annotations.NullMarked;
