package io.proxima.engine.lsm;

import io.proxima.engine.error.ProximaException;

/// A segment that the manifest names and that cannot be opened, and why.
public record LostSegment(SegmentRef ref, ProximaException damage) {}
