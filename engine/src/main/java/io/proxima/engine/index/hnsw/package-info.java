/// The graph index: rows linked with rows near them, among which a search walks towards the query.
///
/// The method is HNSW (Malkov and Yashunin, arXiv 1603.09320) with two differences. There are two
/// levels only, and the upper one, a few thousand rows chosen by a seed, is no graph: a search
/// looks at all codes of it, which takes less time than a walk. And a walk sees no vectors. At the
/// node where it is, it has the codes of one bit a component of all neighbours, made against that
/// node and lying beside it, and so estimates for all of them at once (as SymphonyQG does, Gou et
/// al., arXiv 2411.12229); those that seem good enough have codes of one byte a component, which
/// tell their distances to about a hundredth. What is best by these is measured by its vectors in
/// the end.
///
/// The codes of one bit of all rows against the mean are there as well: by these a search looks
/// through all rows where a walk would find too few of those that a filter leaves.
///
/// May use: engine.index, engine.index.flat, engine.memory, engine.quant, engine.task,
/// engine.vector.
///
/// Invariant: every row with a vector that has a place in the space is one node, and can be reached
/// from the first entry.
@NullMarked
package io.proxima.engine.index.hnsw;

import org.jspecify.annotations.NullMarked;
