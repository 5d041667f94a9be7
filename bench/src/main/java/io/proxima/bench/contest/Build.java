package io.proxima.bench.contest;

/// What it took to make an index.
///
/// @param cpuSeconds those of all threads of the process
/// @param indexBytes the bytes of the index, without the raw vectors where they are a part of it
/// @param isStored whether it was made by an earlier run, from which the figures are
public record Build(double wallSeconds, double cpuSeconds, long indexBytes, boolean isStored) {}
