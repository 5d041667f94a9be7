package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.schema.VectorIndexOptions;
import io.proxima.engine.vector.Metric;
import io.proxima.grammar.ast.SqlCreateIndex;
import io.proxima.grammar.ast.SqlIndexColumn;
import io.proxima.grammar.ast.SqlOption;
import io.proxima.sql.function.DistanceWord;
import io.proxima.sql.type.Located;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlNode;

/// Compiles what is written of a vector index: `USING kind (column operator class) WITH (…)` as
/// pgvector has it, or `CREATE VECTOR INDEX … DISTANCE … ORGANIZATION … WITH TARGET ACCURACY` as
/// Oracle does.
final class VectorIndexCompiler {
  private static final List<String> KINDS = List.of("flat", "ivf", "hnsw", "auto", "btree");

  private VectorIndexCompiler() {}

  /// Whether a statement makes a vector index.
  static boolean isMeant(SqlCreateIndex create) {
    return create.isVector() || (create.using() != null && !isOrdered(create.using()));
  }

  /// Whether a word after `USING` means an ordered index.
  static boolean isOrdered(String using) {
    return using.equalsIgnoreCase("btree");
  }

  static VectorIndexDef compile(SqlCreateIndex create, ColumnDef column, String name) {
    if (create.isUnique()) {
      throw wrong(create, "a vector index is not UNIQUE");
    }
    if (create.columns().size() != 1) {
      throw wrong(create.columns().get(1), "a vector index is on one column");
    }
    SqlIndexColumn written = create.columns().getFirst();
    if (written.isDescending() || written.nullsFirst() != null) {
      throw wrong(written, "a vector index has no ASC, DESC or NULLS");
    }
    VectorIndexDef.Method method = method(create);
    Metric metric = metric(create, written, column);
    return new VectorIndexDef(0, name, column.id(), method, metric, options(create, method));
  }

  private static VectorIndexDef.Method method(SqlCreateIndex create) {
    String using = create.using();
    String organization = create.organization();
    if (create.isVector()) {
      if (using != null) {
        throw wrong(create, "CREATE VECTOR INDEX takes ORGANIZATION in the place of USING");
      }
      return organization == null ? VectorIndexDef.Method.AUTO : organized(create, organization);
    }
    if (organization != null || create.targetAccuracyPercent() != null) {
      throw wrong(create, "ORGANIZATION and TARGET ACCURACY belong to CREATE VECTOR INDEX");
    }
    String word = String.valueOf(using).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "flat" -> VectorIndexDef.Method.FLAT;
      case "ivf", "ivfflat" -> VectorIndexDef.Method.IVF;
      case "hnsw" -> VectorIndexDef.Method.HNSW;
      case "ivf_pq" ->
          throw NotOffered.at(create.getParserPosition(), "CREATE INDEX … USING " + word);
      case "auto" -> VectorIndexDef.Method.AUTO;
      default ->
          throw Located.at(
              create.getParserPosition(),
              ErrorCode.UNDEFINED_OBJECT,
              "there is no index of kind " + using + NearNames.hint(word, KINDS));
    };
  }

  private static VectorIndexDef.Method organized(SqlCreateIndex create, String organization) {
    return switch (organization.toLowerCase(Locale.ROOT)) {
      case "neighbor partitions" -> VectorIndexDef.Method.IVF;
      case "inmemory neighbor graph" -> VectorIndexDef.Method.HNSW;
      default ->
          throw Located.at(
              create.getParserPosition(),
              ErrorCode.UNDEFINED_OBJECT,
              "ORGANIZATION is NEIGHBOR PARTITIONS or INMEMORY NEIGHBOR GRAPH, got "
                  + organization);
    };
  }

  private static Metric metric(SqlCreateIndex create, SqlIndexColumn written, ColumnDef column) {
    String operatorClass = written.operatorClass();
    String distance = create.distance();
    if (operatorClass != null && distance != null) {
      throw wrong(written, "an operator class and DISTANCE say the same; one of them is enough");
    }
    if (distance != null) {
      return offered(DistanceWord.of(distance, create.getParserPosition()).metric(), create);
    }
    if (operatorClass == null) {
      return create.isVector() ? Metric.COSINE : Metric.L2;
    }
    String lower = operatorClass.toLowerCase(Locale.ROOT);
    String own = column.type().kind().name().toLowerCase(Locale.ROOT) + "_";
    String rest =
        lower.startsWith("vector_")
            ? lower.substring("vector_".length())
            : lower.startsWith(own) ? lower.substring(own.length()) : "";
    return switch (rest) {
      case "l2_ops" -> Metric.L2;
      case "ip_ops" -> Metric.INNER_PRODUCT;
      case "cosine_ops" -> Metric.COSINE;
      case "l1_ops" -> offered(Metric.L1, written);
      default ->
          throw Located.at(
              written.getParserPosition(),
              ErrorCode.UNDEFINED_OBJECT,
              "a vector index has the operator classes vector_l2_ops, vector_ip_ops,"
                  + " vector_cosine_ops and vector_l1_ops, got "
                  + operatorClass);
    };
  }

  private static Metric offered(Metric metric, SqlNode place) {
    if (metric == Metric.L1) {
      throw NotOffered.at(place.getParserPosition(), "a vector index by " + metric);
    }
    return metric;
  }

  private static Map<String, String> options(SqlCreateIndex create, VectorIndexDef.Method method) {
    Map<String, String> options = new HashMap<>();
    for (SqlOption option : create.options()) {
      if (options.put(option.name(), option.valueText()) != null) {
        throw Located.at(
            option.getParserPosition(),
            ErrorCode.SYNTAX_ERROR,
            "option " + option.name() + " is set twice");
      }
      try {
        VectorIndexOptions.check(method, Map.of(option.name(), option.valueText()));
      } catch (ProximaException e) {
        throw Located.at(option.getParserPosition(), e);
      }
    }
    BigDecimal accuracy = create.targetAccuracyPercent();
    if (accuracy != null) {
      options.put(VectorIndexOptions.TARGET_ACCURACY, accuracy.toPlainString());
    }
    return options;
  }

  private static RuntimeException wrong(SqlNode place, String message) {
    return Located.at(place.getParserPosition(), ErrorCode.INVALID_DEFINITION, message);
  }
}
