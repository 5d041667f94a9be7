/// Random operations on a database and on a model of it, which must agree in everything that can be
/// asked.
///
/// May use: everything.
///
/// Invariant: what an operation does follows from its own seed and from the state it meets, so that
/// any part of a history can be left out.
@NullMarked
package io.proxima.engine.model;

import org.jspecify.annotations.NullMarked;
