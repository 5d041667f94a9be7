/// JSON texts: what they hold, how they are written, and paths into them.
///
/// May use: engine.error.
///
/// Invariant: no text and no path, however hostile, takes more than bounded depth and steps.
@NullMarked
package io.proxima.engine.json;

import org.jspecify.annotations.NullMarked;
