package io.proxima.engine.vector;

/// What a block is asked: the estimate for a vector with the sum `S`, and the factors `F` and `A`,
/// is `A + F · (scale · S + shift)`.
public record BlockQuery(BitPlanes planes, float scale, float shift) {}
