/// The layout of segments that other programs read: a Parquet file whose vectors are used where
/// they lie.
///
/// May use: engine.epoch, engine.error, engine.io, engine.memory, engine.row, engine.schema,
/// engine.segment, engine.vector.
///
/// Invariant: what a statistic, a dictionary or a filter rules out is in no row.
@NullMarked
package io.proxima.engine.segment.viper;

import org.jspecify.annotations.NullMarked;
