/// Settings of a process that serves databases.
///
/// May use: engine, engine.error.
///
/// Invariant: settings are values; nothing is opened here.
@NullMarked
package io.proxima.server;

import org.jspecify.annotations.NullMarked;
