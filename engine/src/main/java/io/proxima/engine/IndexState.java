package io.proxima.engine;

import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.segment.VectorIndexes;
import java.util.List;

/// A vector index of a table: how many of its segments have so many rows that they should have it,
/// and how many of these do.
public record IndexState(int tableId, int indexId, int segments, int indexedSegments) {
  static IndexState of(int tableId, VectorIndexDef index, List<LiveSegment> segments) {
    List<VectorIndexes> wanted =
        segments.stream()
            .filter(segment -> segment.damage() == null)
            .map(segment -> segment.reader().vectorIndexes())
            .filter(indexes -> indexes.isWanted(index))
            .toList();
    long there = wanted.stream().filter(indexes -> indexes.find(index) != null).count();
    return new IndexState(tableId, index.id(), wanted.size(), (int) there);
  }
}
