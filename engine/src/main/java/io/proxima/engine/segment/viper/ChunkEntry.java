package io.proxima.engine.segment.viper;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.jspecify.annotations.Nullable;

/// A column of a row group that was written, and the indexes of its pages, which follow at the end
/// of the file. Without bounds for every page there is no index of them.
record ChunkEntry(ColumnChunk chunk, OffsetIndex offsets, @Nullable ColumnIndex bounds) {}
