package io.proxima.client;

import java.util.Map;
import java.util.Properties;

/// A URL read: `jdbc:proxima:file:/path[;name=value…]`, `jdbc:proxima:mem:[name][;name=value…]`,
/// `jdbc:proxima://host[:5680][,host2…]/[schema][?name=value&…]`.
///
/// `location` is the path as written, the name (empty: a database of this connection alone), or the
/// hosts, each with its port. Properties are the closed list of [UrlProperty], checked when the URL
/// is read; the schema of a remote URL is among them. Behind `?` values are percent-encoded; a
/// value with `;` for a database in process is given in `Properties`.
public record ProximaUrl(Kind kind, String location, Map<String, String> properties) {
  /// What every URL starts with.
  public static final String PREFIX = "jdbc:proxima:";

  /// The port of a server.
  public static final int DEFAULT_PORT = 5680;

  /// What the URL leads to.
  public enum Kind {
    /// A directory, in process.
    FILE("file:"),
    /// Memory only, in process.
    MEMORY("mem:"),
    /// A server.
    REMOTE("//");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// What stands behind [#PREFIX].
    public String text() {
      return text;
    }
  }

  /// Copies the map.
  public ProximaUrl {
    properties = Map.copyOf(properties);
  }

  /// Reads a URL with the properties given beside it.
  ///
  /// @throws SessionException `22023`: not such a URL, an unknown property, a value out of its
  ///   range, or a property given twice with different values
  public static ProximaUrl parse(String url, Properties properties) throws SessionException {
    return UrlParser.parse(url, properties);
  }

  /// The value of a property; null if it is not given.
  public @Nullable String text(UrlProperty property) {
    return properties.get(property.text());
  }

  /// The number, or number of bytes, of a property; `otherwise` if it is not given.
  public long number(UrlProperty property, long otherwise) {
    String value = text(property);
    return value == null ? otherwise : property.number(value);
  }

  /// Whether a property is given and true.
  public boolean flag(UrlProperty property) {
    return "true".equals(text(property));
  }

  /// Whether the database runs in this process.
  public boolean isEmbedded() {
    return kind != Kind.REMOTE;
  }

  /// The URL without its properties: it holds no password.
  @Override
  public String toString() {
    return PREFIX + kind.text() + location;
  }
}
