package io.proxima.client;

import java.util.Map;

/// A URL read: `jdbc:proxima:file:/path`, `jdbc:proxima:mem:name`,
/// `jdbc:proxima://host:port/schema`, and its properties.
///
/// `location` is the path, the name, or the hosts with the schema. Properties are a closed list,
/// checked when the URL is read.
public record ProximaUrl(Kind kind, String location, Map<String, String> properties) {
  /// What the URL leads to.
  public enum Kind {
    /// A directory, in process.
    FILE,
    /// Memory only, in process.
    MEMORY,
    /// A server.
    REMOTE
  }

  /// Copies the map.
  public ProximaUrl {
    properties = Map.copyOf(properties);
  }
}
