/// Codes of one bit a dimension and more for dense vectors, and the distances they tell.
///
/// A [io.proxima.engine.quant.Space] is made once for a column and shared by all that holds codes
/// of it; a [io.proxima.engine.quant.RabitqEncoder] codes rows, and a
/// [io.proxima.engine.quant.CodedQuery] is prepared once for all of them.
///
/// For an index of lists: the centroids are those of the placed rows (`Space.place`), so means, the
/// nearest list and codes all work on `paddedDim` components. `against` a centroid, then
/// `encodePlaced` for each row of the list; a code depends on nothing but space, centroid and row,
/// so lists of the same centroid are merged by copying lanes, factors and records. A query asks a
/// list with `blocks()` as it is: only `base(centroid)` and `spread(centroid)` differ, the limit of
/// the scan is the limit of the distance less `base`, and `base` is, for L2, the squared distance
/// to the centroid that choosing the lists has computed already. Signs of a lane are read from its
/// block by the second pass, too, so it is best run while the block is in the cache; from memory a
/// record costs about as much as reading 100 floats.
///
/// May use: engine.vector.
///
/// Invariant: an estimate is unbiased, and how far it can be off is known with it.
@NullMarked
package io.proxima.engine.quant;

import org.jspecify.annotations.NullMarked;
