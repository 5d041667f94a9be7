package io.proxima.jdbc;

import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;

/// What statements of a connection start with.
record ConnectionDefaults(int fetchSize, int queryTimeoutSeconds, VectorType vectorType) {
  static ConnectionDefaults of(ProximaUrl url) {
    return new ConnectionDefaults(
        (int) url.number(UrlProperty.FETCH_SIZE, 0),
        (int) url.number(UrlProperty.QUERY_TIMEOUT, 0),
        VectorType.of(url));
  }
}
