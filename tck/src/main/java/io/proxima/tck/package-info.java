/// Conformance: what must hold for the whole of Proxima.
///
/// May use: everything.
///
/// Invariant: what is stated in a document is held by a test here.
@NullMarked
package io.proxima.tck;

import org.jspecify.annotations.NullMarked;
