package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// Opens connections of one URL; a bean whose properties are those of [UrlProperty].
///
/// A property that is not set is left to the URL. One that is set here and otherwise in the URL is
/// refused when a connection is opened.
///
/// - **Threads:** set up by one thread; then any number open connections.
public final class ProximaDataSource implements DataSource, Unwrapping {
  private final Properties properties = new Properties();
  private String url = "";
  private @Nullable PrintWriter logWriter;

  /// A data source without a URL: it needs one before it opens connections.
  public ProximaDataSource() {}

  @Override
  public Connection getConnection() throws SQLException {
    return open(properties);
  }

  @Override
  public Connection getConnection(@Nullable String username, @Nullable String password)
      throws SQLException {
    Properties with = new Properties();
    with.putAll(properties);
    set(with, UrlProperty.USER, username);
    set(with, UrlProperty.PASSWORD, password);
    return open(with);
  }

  private Connection open(Properties with) throws SQLException {
    if (!url.startsWith(ProximaUrl.PREFIX)) {
      throw SqlErrors.of(
          "22023",
          "url: expected "
              + ProximaUrl.PREFIX
              + "…, found "
              + (url.isEmpty() ? "none" : "another"));
    }
    return ProximaDriver.registered().open(url, with);
  }

  /// The URL, as it was set.
  public String getUrl() {
    return url;
  }

  /// Sets the URL.
  public void setUrl(String url) {
    this.url = url;
  }

  /// User name. Null if it is not set.
  public @Nullable String getUser() {
    return properties.getProperty(UrlProperty.USER.text());
  }

  /// Sets [#getUser()].
  public void setUser(@Nullable String user) {
    set(properties, UrlProperty.USER, user);
  }

  /// Password. Null if it is not set.
  public @Nullable String getPassword() {
    return properties.getProperty(UrlProperty.PASSWORD.text());
  }

  /// Sets [#getPassword()].
  public void setPassword(@Nullable String password) {
    set(properties, UrlProperty.PASSWORD, password);
  }

  /// First schema. Null if it is not set.
  public @Nullable String getSchema() {
    return properties.getProperty(UrlProperty.SCHEMA.text());
  }

  /// Sets [#getSchema()].
  public void setSchema(@Nullable String schema) {
    set(properties, UrlProperty.SCHEMA, schema);
  }

  /// `sync`, `os` or `memory`. Null if it is not set.
  public @Nullable String getDurability() {
    return properties.getProperty(UrlProperty.DURABILITY.text());
  }

  /// Sets [#getDurability()].
  public void setDurability(@Nullable String durability) {
    set(properties, UrlProperty.DURABILITY, durability);
  }

  /// Whether writes are refused at first.
  public boolean isReadOnly() {
    return Boolean.parseBoolean(properties.getProperty(UrlProperty.READ_ONLY.text()));
  }

  /// Sets [#isReadOnly()].
  public void setReadOnly(boolean readOnly) {
    set(properties, UrlProperty.READ_ONLY, String.valueOf(readOnly));
  }

  /// Memory of the database, such as `2g`. Null if it is not set.
  public @Nullable String getMaxMemory() {
    return properties.getProperty(UrlProperty.MAX_MEMORY.text());
  }

  /// Sets [#getMaxMemory()].
  public void setMaxMemory(@Nullable String maxMemory) {
    set(properties, UrlProperty.MAX_MEMORY, maxMemory);
  }

  /// Room on the disk that the database keeps, as in the URL: `1m`. Null if it is not set.
  public @Nullable String getDiskReserve() {
    return properties.getProperty(UrlProperty.DISK_RESERVE.text());
  }

  /// Sets [#getDiskReserve()].
  public void setDiskReserve(@Nullable String diskReserve) {
    set(properties, UrlProperty.DISK_RESERVE, diskReserve);
  }

  /// Bytes that merging files writes in a second, as in the URL: `64m`. Null if it is not set.
  public @Nullable String getCompactionRate() {
    return properties.getProperty(UrlProperty.COMPACTION_RATE.text());
  }

  /// Sets [#getCompactionRate()].
  public void setCompactionRate(@Nullable String compactionRate) {
    set(properties, UrlProperty.COMPACTION_RATE, compactionRate);
  }

  /// Rows to fetch at a time. 0 if it is not set.
  public int getFetchSize() {
    return Integer.parseInt(properties.getProperty(UrlProperty.FETCH_SIZE.text(), "0"));
  }

  /// Sets [#getFetchSize()].
  public void setFetchSize(int fetchSize) {
    set(properties, UrlProperty.FETCH_SIZE, String.valueOf(fetchSize));
  }

  /// Seconds that the database outlives its last connection. 0 if it is not set.
  public int getCloseDelay() {
    return Integer.parseInt(properties.getProperty(UrlProperty.CLOSE_DELAY.text(), "0"));
  }

  /// Sets [#getCloseDelay()].
  public void setCloseDelay(int closeDelay) {
    set(properties, UrlProperty.CLOSE_DELAY, String.valueOf(closeDelay));
  }

  /// Name of the application. Null if it is not set.
  public @Nullable String getApplicationName() {
    return properties.getProperty(UrlProperty.APPLICATION_NAME.text());
  }

  /// Sets [#getApplicationName()].
  public void setApplicationName(@Nullable String applicationName) {
    set(properties, UrlProperty.APPLICATION_NAME, applicationName);
  }

  /// `other`, `array`, `varchar` or `binary`. Null if it is not set.
  public @Nullable String getVectorType() {
    return properties.getProperty(UrlProperty.VECTOR_TYPE.text());
  }

  /// Sets [#getVectorType()].
  public void setVectorType(@Nullable String vectorType) {
    set(properties, UrlProperty.VECTOR_TYPE, vectorType);
  }

  /// How many plans of statements the database keeps. 1000 if it is not set.
  public int getPlanCache() {
    return Integer.parseInt(properties.getProperty(UrlProperty.PLAN_CACHE.text(), "1000"));
  }

  /// Sets [#getPlanCache()].
  public void setPlanCache(int plans) {
    set(properties, UrlProperty.PLAN_CACHE, String.valueOf(plans));
  }

  /// Seconds for which the database can be read as it was. 0 if it is not set.
  public int getHistoryRetention() {
    return Integer.parseInt(properties.getProperty(UrlProperty.HISTORY_RETENTION.text(), "0"));
  }

  /// Sets [#getHistoryRetention()].
  public void setHistoryRetention(int seconds) {
    set(properties, UrlProperty.HISTORY_RETENTION, String.valueOf(seconds));
  }

  /// Seconds for which expired rows are kept at least. 3600 if it is not set.
  public int getTtlPurgeGrace() {
    return Integer.parseInt(properties.getProperty(UrlProperty.TTL_PURGE_GRACE.text(), "3600"));
  }

  /// Sets [#getTtlPurgeGrace()].
  public void setTtlPurgeGrace(int seconds) {
    set(properties, UrlProperty.TTL_PURGE_GRACE, String.valueOf(seconds));
  }

  /// The directories in which `COPY` may read and write files, with commas between them. Null if it
  /// is not set: then there are none.
  public @Nullable String getCopyRoots() {
    return properties.getProperty(UrlProperty.COPY_ROOTS.text());
  }

  /// Sets [#getCopyRoots()].
  public void setCopyRoots(@Nullable String directories) {
    set(properties, UrlProperty.COPY_ROOTS, directories);
  }

  /// Seconds that a statement may take. 0 if it is not set.
  public int getQueryTimeout() {
    return Integer.parseInt(properties.getProperty(UrlProperty.QUERY_TIMEOUT.text(), "0"));
  }

  /// Sets [#getQueryTimeout()].
  public void setQueryTimeout(int queryTimeout) {
    set(properties, UrlProperty.QUERY_TIMEOUT, String.valueOf(queryTimeout));
  }

  @Override
  public int getLoginTimeout() {
    return Integer.parseInt(properties.getProperty(UrlProperty.LOGIN_TIMEOUT.text(), "0"));
  }

  @Override
  public void setLoginTimeout(int seconds) {
    set(properties, UrlProperty.LOGIN_TIMEOUT, String.valueOf(seconds));
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
    throw SqlErrors.unsupported("a java.util.logging logger");
  }

  private static void set(Properties target, UrlProperty property, @Nullable String value) {
    if (value == null) {
      target.remove(property.text());
    } else {
      target.setProperty(property.text(), value);
    }
  }
}
