/// Fakes and generators that the tests of every module share.
///
/// May use: everything.
///
/// Invariant: everything random here is seeded, and the seed is printed when a test fails.
@NullMarked
package io.proxima.engine.testing;

import org.jspecify.annotations.NullMarked;
