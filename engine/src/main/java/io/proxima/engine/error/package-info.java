/// The one exception of the engine side, with its closed list of codes.
///
/// May use: nothing.
///
/// Invariant: a code is added only where a user would act differently.
@NullMarked
package io.proxima.engine.error;

import org.jspecify.annotations.NullMarked;
