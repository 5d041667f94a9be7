package io.proxima.engine.epoch;

/// Which epoch of which column of which table; `number` is never used twice in a database.
public record EpochId(int tableId, int columnId, long number) {}
