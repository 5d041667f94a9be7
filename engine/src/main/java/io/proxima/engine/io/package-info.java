/// Files: read, write, map, rename, sync, lock, list; framing and checksums.
///
/// May use: engine.error, engine.memory, engine.task, engine.time.
///
/// Invariant: nobody else touches a file, and no interrupt of a caller closes one.
@NullMarked
package io.proxima.engine.io;

import org.jspecify.annotations.NullMarked;
