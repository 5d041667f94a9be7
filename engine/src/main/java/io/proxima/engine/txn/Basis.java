package io.proxima.engine.txn;

import io.proxima.engine.schema.Catalog;

/// What a definition was made for: it holds only if nothing of this has changed.
///
/// `generation` is that of the catalog. The table with the id `tableId`, if that is not 0, must not
/// have been written since the commit `sequence`.
public record Basis(long generation, int tableId, long sequence) {
  /// A catalog.
  public static Basis of(Catalog catalog) {
    return new Basis(catalog.generation(), 0, 0);
  }

  /// A catalog, and the rows of one of its tables as of a commit.
  public static Basis of(Catalog catalog, int tableId, long sequence) {
    return new Basis(catalog.generation(), tableId, sequence);
  }
}
