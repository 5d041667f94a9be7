/// Data sets with exact answers, fetched or made, and kept in a cache outside of the repository.
///
/// May use: everything.
///
/// Invariant: no query is a row of the base that it is asked at, and answers belong to the bytes
/// they were measured on.
@NullMarked
package io.proxima.bench.data;

import org.jspecify.annotations.NullMarked;
