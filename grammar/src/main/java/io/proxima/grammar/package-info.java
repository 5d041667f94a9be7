/// SQL text to parse tree: the generated parser and its entry.
///
/// May use: grammar.ast.
///
/// Invariant: a parse tree keeps the position of every token it was made from.
@NullMarked
package io.proxima.grammar;

import org.jspecify.annotations.NullMarked;
