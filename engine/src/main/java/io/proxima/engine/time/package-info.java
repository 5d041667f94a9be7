/// Wall and monotonic clocks; the only place that reads them.
///
/// May use: nothing.
///
/// Invariant: nobody else asks the machine for the time.
@NullMarked
package io.proxima.engine.time;

import org.jspecify.annotations.NullMarked;
