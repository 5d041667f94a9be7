package io.proxima.client;

/// Opens sessions of one kind; found by `ServiceLoader`.
public interface SessionFactory {
  /// Whether it serves such URLs.
  boolean accepts(ProximaUrl url);

  /// Opens a session.
  Session open(ProximaUrl url) throws SessionException;
}
