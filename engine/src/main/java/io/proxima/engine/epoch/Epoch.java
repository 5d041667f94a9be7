package io.proxima.engine.epoch;

/// What the vectors of one column looked like when it was trained: their mean, and centres in two
/// levels. A few cells, and in each cell some lists; a vector belongs to the list with the nearest
/// centre. The numbers of the lists of a cell follow each other.
///
/// An index that is built over rows in the order of the lists takes its rotation from
/// `rotationSeed`, so that all segments of an epoch have the same.
///
/// - **Shape:** `mean` is `float[dim]`, `cells` and `lists` are row-major centres of `dim` floats;
///   the lists of cell `c` are those from `cellStarts[c]` up to `cellStarts[c + 1]`.
/// - **Owns:** keeps the arrays, which must not be changed.
/// - **Threads:** immutable.
///
/// @param form the form in which vectors are compared with the centres
public record Epoch(
    EpochId id,
    Form form,
    int dim,
    float[] mean,
    long rotationSeed,
    float[] cells,
    int[] cellStarts,
    float[] lists,
    Figures figures) {
  /// Checks that the shapes belong together.
  public Epoch {
    int cellCount = cellStarts.length - 1;
    if (dim < 1 || cellCount < 1 || mean.length != dim || cells.length != cellCount * dim) {
      throw new IllegalArgumentException(cellCount + " cells of dimension " + dim);
    }
    for (int cell = 0; cell < cellCount; cell++) {
      if (cellStarts[0] != 0 || cellStarts[cell + 1] <= cellStarts[cell]) {
        throw new IllegalArgumentException("cell " + cell + " has no list");
      }
    }
    if ((long) cellStarts[cellCount] * dim != lists.length) {
      throw new IllegalArgumentException(cellStarts[cellCount] + " lists of dimension " + dim);
    }
  }

  /// How well the centres stood for the rows among which they were trained.
  ///
  /// @param rowCount the number of rows with a vector
  /// @param meanResidual the mean distance of a row from the centre of its list
  /// @param imbalance the rows of the largest list by those of the mean one
  public record Figures(long rowCount, double meanResidual, double imbalance) {}

  /// The number of lists.
  public int listCount() {
    return cellStarts[cellStarts.length - 1];
  }

  /// The number of cells.
  public int cellCount() {
    return cellStarts.length - 1;
  }

  /// The same centres with what is known of them now.
  Epoch with(Figures newer) {
    return new Epoch(id, form, dim, mean, rotationSeed, cells, cellStarts, lists, newer);
  }
}
