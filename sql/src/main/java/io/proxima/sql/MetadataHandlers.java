package io.proxima.sql;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.ProxyingMetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/// What planning asks about operators: Calcite's answers through reflection, without a class
/// compiled for them.
///
/// A planning makes a query of metadata whenever a rule fires, and each takes all handlers; they
/// keep nothing of a query, so they are made once.
///
/// - **Threads:** thread-safe.
final class MetadataHandlers implements MetadataHandlerProvider {
  static final MetadataHandlers INSTANCE = new MetadataHandlers();

  private final Map<Class<?>, MetadataHandler<?>> handlers;

  private MetadataHandlers() {
    ProxyingMetadataHandlerProvider proxies =
        new ProxyingMetadataHandlerProvider(DefaultRelMetadataProvider.INSTANCE);
    handlers =
        Arrays.stream(BuiltInMetadata.class.getDeclaredClasses())
            .flatMap(metadata -> Arrays.stream(metadata.getDeclaredClasses()))
            .filter(MetadataHandler.class::isAssignableFrom)
            .collect(
                Collectors.toUnmodifiableMap(Function.identity(), type -> make(type, proxies)));
  }

  private static MetadataHandler<?> make(Class<?> type, MetadataHandlerProvider proxies) {
    if (type == BuiltInMetadata.NonCumulativeCost.Handler.class) {
      // The one that is asked most often, and every operator answers it itself.
      BuiltInMetadata.NonCumulativeCost.Handler direct =
          (rel, query) -> rel.computeSelfCost(rel.getCluster().getPlanner(), query);
      return direct;
    }
    return proxies.handler(type.asSubclass(MetadataHandler.class));
  }

  /// A query of metadata with these handlers.
  RelMetadataQuery query() {
    return new RelMetadataQuery(this) {};
  }

  @Override
  public <H extends MetadataHandler<?>> H handler(Class<H> type) {
    MetadataHandler<?> handler = handlers.get(type);
    if (handler == null) {
      throw new IllegalArgumentException("no metadata handler " + type);
    }
    return type.cast(handler);
  }
}
