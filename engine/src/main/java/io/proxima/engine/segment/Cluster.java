package io.proxima.engine.segment;

/// A run of rows whose vectors in one column are near `centroid`: none is farther from it, by L2,
/// than `radius`. Rows without a vector do not count; of a run without any vector the radius is -1.
///
/// - **Shape:** `centroid` is `float[dim]`.
public record Cluster(int firstOrd, int rowCount, float[] centroid, double radius) {}
