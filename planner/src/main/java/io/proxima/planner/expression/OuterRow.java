package io.proxima.planner.expression;

import io.proxima.engine.row.RowBatch;

/// A row of an outer query, which an inner one refers to.
public record OuterRow(RowBatch batch, int row) {}
