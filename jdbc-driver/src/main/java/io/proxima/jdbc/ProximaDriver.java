package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ProximaUrl;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.SessionFactory;
import io.proxima.client.UrlProperty;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;

/// Opens connections for `jdbc:proxima:` URLs, [ProximaUrl].
///
/// A database in process needs Java 25 or later and `proxima.jar`; that is checked before any of
/// its classes is touched.
///
/// - **Threads:** thread-safe.
public final class ProximaDriver implements Driver {
  static final String NAME = "Proxima JDBC";
  static final int MAJOR = 0;
  static final int MINOR = 1;
  static final String VERSION = MAJOR + "." + MINOR + ".0";

  /// The first Java release that can run a database in process.
  private static final int EMBEDDED_NEEDS = 25;

  private static final ProximaDriver REGISTERED = new ProximaDriver();

  static {
    try {
      DriverManager.registerDriver(REGISTERED);
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Runtime.Version java;
  private final @Nullable List<SessionFactory> factories;

  /// A driver that finds sessions through `ServiceLoader`.
  public ProximaDriver() {
    this(Runtime.version(), null);
  }

  /// A driver on that Java with these sessions.
  ProximaDriver(Runtime.Version java, @Nullable List<SessionFactory> factories) {
    this.java = java;
    this.factories = factories;
  }

  /// The driver that `DriverManager` knows.
  static ProximaDriver registered() {
    return REGISTERED;
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    if (url == null) {
      throw SqlErrors.of("22023", "the URL is null");
    }
    return url.startsWith(ProximaUrl.PREFIX);
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    return acceptsURL(url) ? open(url, info == null ? new Properties() : info) : null;
  }

  /// Opens a connection; `url` is one of ours.
  Connection open(String url, Properties info) throws SQLException {
    try {
      ProximaUrl parsed = withLoginTimeout(ProximaUrl.parse(url, info));
      checkJava(parsed);
      return new ProximaConnection(parsed, started(factoryOf(parsed).open(parsed), parsed));
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    }
  }

  /// With the login timeout of `DriverManager`, unless it is given.
  private static ProximaUrl withLoginTimeout(ProximaUrl url) {
    int seconds = DriverManager.getLoginTimeout();
    if (seconds <= 0 || url.text(UrlProperty.LOGIN_TIMEOUT) != null) {
      return url;
    }
    Map<String, String> properties = new HashMap<>(url.properties());
    properties.put(UrlProperty.LOGIN_TIMEOUT.text(), String.valueOf(seconds));
    return new ProximaUrl(url.kind(), url.location(), properties);
  }

  /// Brings a new session to where the URL wants it; closes it if that fails.
  private static Session started(Session session, ProximaUrl url) throws SessionException {
    try {
      String schema = url.text(UrlProperty.SCHEMA);
      if (schema != null) {
        session.setSchema(schema);
      }
      if (url.flag(UrlProperty.READ_ONLY)) {
        session.setReadOnly(true);
      }
      return session;
    } catch (SessionException e) {
      session.close();
      throw e;
    }
  }

  private void checkJava(ProximaUrl url) throws SessionException {
    if (url.isEmbedded() && java.feature() < EMBEDDED_NEEDS) {
      throw new SessionException(
          "08001",
          "The embedded Proxima engine needs Java 25 or later; this JVM is Java "
              + java
              + ". A remote URL, jdbc:proxima://host:port/db, works from Java 17.");
    }
  }

  private SessionFactory factoryOf(ProximaUrl url) throws SessionException {
    Iterable<SessionFactory> known =
        factories == null
            ? ServiceLoader.load(SessionFactory.class, SessionFactory.class.getClassLoader())
            : factories;
    for (SessionFactory factory : known) {
      if (factory.accepts(url)) {
        return factory;
      }
    }
    throw url.isEmbedded()
        ? new SessionException(
            "08001",
            "No engine for "
                + ProximaUrl.PREFIX
                + url.kind().text()
                + " URLs is on the class path: add proxima.jar, which holds engine and driver;"
                + " proxima-jdbc.jar alone only reaches servers.")
        : new SessionException("0A000", "connections to a server are not supported yet");
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) {
    List<DriverPropertyInfo> all = new ArrayList<>();
    for (UrlProperty property : UrlProperty.values()) {
      String value = info == null ? null : info.getProperty(property.text());
      DriverPropertyInfo entry = new DriverPropertyInfo(property.text(), value);
      entry.description = property.doc() + " Takes " + property.range() + ".";
      entry.choices =
          property.choices().isEmpty() ? null : property.choices().toArray(String[]::new);
      all.add(entry);
    }
    return all.toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return MAJOR;
  }

  @Override
  public int getMinorVersion() {
    return MINOR;
  }

  /// False: a driver that says true has passed the whole compliance suite.
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
    throw SqlErrors.unsupported("a java.util.logging logger");
  }
}
