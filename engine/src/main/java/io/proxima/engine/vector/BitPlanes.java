package io.proxima.engine.vector;

/// The components of a query as whole numbers, bit by bit.
///
/// - **Shape:** `words[w · planes + p]` holds bit `p` of the components `64 w` and up; bit `planes
///   − 1` counts negative, as in a two's complement.
/// - **Owns:** keeps `words`.
public record BitPlanes(long[] words, int wordCount, int planes) {}
