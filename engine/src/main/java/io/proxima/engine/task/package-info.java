/// Threads, timers and background work; the only place that starts them.
///
/// May use: engine.error, engine.time.
///
/// Invariant: every thread of the engine has a name and ends with its owner.
@NullMarked
package io.proxima.engine.task;

import org.jspecify.annotations.NullMarked;
