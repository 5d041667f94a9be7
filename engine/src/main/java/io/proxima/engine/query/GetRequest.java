package io.proxima.engine.query;

import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import java.util.List;

/// Asks for the rows with the given keys that pass a filter. Keys without a row are left out.
public record GetRequest(int tableId, List<Integer> columns, List<Key> keys, Predicate filter) {}
