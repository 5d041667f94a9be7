package io.proxima.bench.contest;

import java.util.function.Supplier;

/// One way of asking a contestant: how much work it should do.
///
/// @param searchers makes something to search with, for one thread each
public record Setting(String label, Supplier<Searcher> searchers) {}
