/// Epochs: the model by which the rows of a table are ordered, trained on a sample of the vectors
/// of one column and kept in a file.
///
/// May use: engine.error, engine.io, engine.vector.
///
/// Invariant: an epoch never changes, and no id stands for two.
@NullMarked
package io.proxima.engine.epoch;

import org.jspecify.annotations.NullMarked;
