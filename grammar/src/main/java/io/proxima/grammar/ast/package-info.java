/// Parse tree nodes for the statements and operators that are ours.
///
/// May use: nothing.
///
/// Invariant: nodes say what was written, they decide nothing.
@NullMarked
package io.proxima.grammar.ast;

import org.jspecify.annotations.NullMarked;
