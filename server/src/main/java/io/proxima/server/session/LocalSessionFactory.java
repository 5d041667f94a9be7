package io.proxima.server.session;

import io.proxima.client.ProximaUrl;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.SessionFactory;

/// Opens sessions on databases in this process.
public final class LocalSessionFactory implements SessionFactory {
  /// For `ServiceLoader`.
  public LocalSessionFactory() {}

  @Override
  public boolean accepts(ProximaUrl url) {
    return url.isEmbedded();
  }

  @Override
  public Session open(ProximaUrl url) throws SessionException {
    return Errors.translating(() -> LocalSession.open(OpenDatabases.all().open(url), url));
  }
}
