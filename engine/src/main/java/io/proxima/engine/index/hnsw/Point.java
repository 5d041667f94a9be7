package io.proxima.engine.index.hnsw;

/// A vector in the space, with what the distance to a node needs of it.
///
/// - **Threads:** one thread.
final class Point {
  final float[] vector;
  float sum;
  float square;

  /// @param paddedDim a multiple of 64
  Point(int paddedDim) {
    this.vector = new float[paddedDim];
  }

  /// Copies a vector.
  ///
  /// @param other `float[paddedDim]`
  void set(float[] other, float itsSquare) {
    System.arraycopy(other, 0, vector, 0, vector.length);
    sum = sum(vector);
    square = itsSquare;
  }

  /// The sum of the components; many parts of it at once.
  static float sum(float[] vector) {
    float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    for (int i = 0; i < vector.length; i += 8) {
      a += vector[i];
      b += vector[i + 1];
      c += vector[i + 2];
      d += vector[i + 3];
      e += vector[i + 4];
      f += vector[i + 5];
      g += vector[i + 6];
      h += vector[i + 7];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }
}
