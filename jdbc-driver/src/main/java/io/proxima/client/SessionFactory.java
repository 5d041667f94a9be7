package io.proxima.client;

/// Opens sessions of one kind; found by `ServiceLoader`.
public interface SessionFactory {
  /// Whether it serves such URLs.
  boolean accepts(ProximaUrl url);

  /// Opens a session in autocommit.
  ///
  /// Of the properties it minds `user` and `password` (a server) and those of the database and its
  /// opening; schema, `readOnly`, fetch size, time limit and the look of vectors the caller sets on
  /// the session or on each execution.
  Session open(ProximaUrl url) throws SessionException;
}
