/// Histories of transactions, and the check that snapshot isolation allows them.
///
/// May use: nothing.
///
/// Invariant: a history is judged by what transactions saw and by when they ran, never by what the
/// database says of itself.
@NullMarked
package io.proxima.engine.history;

import org.jspecify.annotations.NullMarked;
