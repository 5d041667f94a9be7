package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ParameterColumn;
import io.proxima.client.PreparedQuery;
import io.proxima.client.ResultColumn;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// A session whose `INFORMATION_SCHEMA` knows one table, and notes how it is asked.
final class MetaDataSession {
  static final List<@Nullable Object[]> COLUMNS =
      List.of(
          column("id", 1, "NO", "CHARACTER VARYING", 20, null, null, Types.VARCHAR, null),
          column("year", 2, "YES", "INTEGER", null, 32, 0, Types.INTEGER, null),
          column("price", 3, "YES", "DECIMAL", null, 10, 2, Types.DECIMAL, null),
          column("tag", 4, "YES", "UUID", null, null, null, Types.OTHER, null),
          column("v", 5, "YES", "VECTOR", null, null, null, Types.OTHER, 384));

  private final FakeSession answers = new FakeSession();
  private final List<String> texts = new ArrayList<>();

  private static @Nullable Object[] column(
      String name,
      int position,
      String nullable,
      String type,
      @Nullable Integer length,
      @Nullable Integer precision,
      @Nullable Integer scale,
      int code,
      @Nullable Integer dim) {
    return new @Nullable Object[] {
      "public", "docs", name, position, null, nullable, type, length, precision, scale, code, dim,
      "NO"
    };
  }

  static ProximaConnection connect() {
    return new MetaDataSession().connection("jdbc:proxima:file:/x;user=me;password=secret");
  }

  /// The statements, in order.
  List<String> texts() {
    return texts;
  }

  /// What was bound, in order.
  List<@Nullable Object[]> parameters() {
    return answers.parameters;
  }

  ProximaConnection connection(String url) {
    Session session =
        (Session)
            Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("prepare")) {
                    learn((String) arguments[0]);
                  }
                  try {
                    return method.invoke(answers, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    try {
      return new ProximaConnection(
          io.proxima.client.ProximaUrl.parse(url, new Properties()), session);
    } catch (SessionException e) {
      throw new AssertionError(e);
    }
  }

  private void learn(String sql) {
    texts.add(sql);
    String view = sql.replaceAll(".*FROM information_schema\\.(\\w+).*", "$1");
    List<@Nullable Object[]> rows =
        switch (view) {
          case "schemata" -> List.of(new Object[] {"public"}, new Object[] {"information_schema"});
          case "tables" ->
              List.of(
                  new Object[] {"information_schema", "tables", "SYSTEM VIEW"},
                  new Object[] {"public", "docs", "BASE TABLE"});
          case "columns" -> COLUMNS;
          case "table_constraints" -> List.<Object[]>of(new Object[] {"public", "docs_pkey"});
          case "key_column_usage" ->
              sql.contains("referenced")
                  ? List.of()
                  : List.of(
                      new Object[] {"public", "docs_pkey", "public", "docs", "year", 2},
                      new Object[] {"public", "docs_pkey", "public", "docs", "id", 1},
                      new Object[] {"public", "docs_other", "public", "docs", "v", 1});
          case "statistics" ->
              List.of(
                  new Object[] {"public", "docs", true, "by_v", 1, "v", "D", "ordered"},
                  new Object[] {"public", "docs", false, "docs_pkey", 2, "year", "A", "hash"},
                  new Object[] {"public", "docs", false, "docs_pkey", 1, "id", "A", "hash"});
          default -> List.of();
        };
    String names = sql.replaceAll("SELECT (.*) FROM.*", "$1").replace(",", " ");
    List<ResultColumn> columns = ListRows.columns(names);
    List<ParameterColumn> parameters = new ArrayList<>();
    sql.chars()
        .filter(c -> c == '?')
        .forEach(c -> parameters.add(FakeSession.parameter(ValueType.VARCHAR, 0)));
    answers.play(
        sql,
        new PreparedQuery(0, sql, true, columns, parameters, null),
        (values, options) -> io.proxima.client.Outcome.of(new ListRows(columns, rows)));
  }
}
