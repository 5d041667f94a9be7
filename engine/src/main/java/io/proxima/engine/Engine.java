package io.proxima.engine;

import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;

/// A database: rows and vectors on a [Storage], readable at snapshots, changed by transactions.
///
/// - **Threads:** thread-safe.
public final class Engine implements AutoCloseable {
  /// Opens the database on `storage`, making it if there is none, and takes its lock.
  public static Engine open(Storage storage, EngineSettings settings, EngineSeams seams) {
    throw new UnsupportedOperationException();
  }

  /// The database as of now.
  public Snapshot snapshot() {
    throw new UnsupportedOperationException();
  }

  /// A transaction over the database as of now.
  public Transaction begin() {
    throw new UnsupportedOperationException();
  }

  /// Changes the catalog, durably and atomically.
  ///
  /// @return the number of the commit
  public long define(Definition definition) {
    throw new UnsupportedOperationException();
  }

  /// The definitions as of now.
  public Catalog catalog() {
    throw new UnsupportedOperationException();
  }

  /// Waits for running commits, writes the clean-close mark and gives the storage's lock back.
  @Override
  public void close() {}
}
