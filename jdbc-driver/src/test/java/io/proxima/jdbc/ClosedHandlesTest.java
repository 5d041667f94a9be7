package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Calls every method that JDBC has.
class ClosedHandlesTest {
  /// Those that answer on a closed handle, because JDBC says so or because they ask nothing of it.
  private static final Set<String> ANSWER =
      Set.of(
          "close",
          "isClosed",
          "abort",
          "isValid",
          "unwrap",
          "isWrapperFor",
          "beginRequest",
          "endRequest",
          "enquoteLiteral",
          "enquoteIdentifier",
          "enquoteNCharLiteral",
          "isSimpleIdentifier");

  private final FakeSession session =
      new FakeSession().rows("q", "a:INTEGER", new Object[] {1}).count("u", 1);

  private static Object argument(Class<?> type) {
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == byte.class) {
      return (byte) 0;
    }
    if (type == short.class) {
      return (short) 0;
    }
    if (type == float.class) {
      return 0f;
    }
    if (type == double.class) {
      return 0d;
    }
    if (type == String.class) {
      return "a";
    }
    if (type == Class.class) {
      return String.class;
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type == Properties.class) {
      return new Properties();
    }
    if (type == Calendar.class) {
      return Calendar.getInstance();
    }
    return type == Object.class ? "x" : null;
  }

  /// What a call answers: the SQLSTATE, or nothing.
  private static String stateOf(Object handle, Method method) throws Exception {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(method.getParameterTypes()[i]);
    }
    try {
      method.invoke(handle, arguments);
      return "none";
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SQLException failure) {
        return String.valueOf(failure.getSQLState());
      }
      throw new AssertionError(method + " threw " + e.getCause(), e.getCause());
    }
  }

  private static List<Method> methods(Class<?> type) {
    List<Method> methods = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && !ANSWER.contains(method.getName())) {
        methods.add(method);
      }
    }
    return methods;
  }

  private static void refuseAll(Object handle, Class<?> type, String sqlState) throws Exception {
    Set<String> wrong = new TreeSet<>();
    for (Method method : methods(type)) {
      String state = stateOf(handle, method);
      // Default methods of JDBC that are not offered have no SQLSTATE.
      boolean refused = state.equals(sqlState) || state.equals("0A000") || state.equals("null");
      boolean other = state.equals("HY010") && handle instanceof PreparedStatement;
      if (!refused && !other) {
        wrong.add(method + " answers " + state);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void closedConnectionRefuses() throws Exception {
    ProximaConnection connection = session.connect();
    Statement statement = connection.createStatement();
    PreparedStatement prepared = connection.prepareStatement("u");
    ResultSet rs = connection.createStatement().executeQuery("q");
    connection.close();
    connection.close();
    assertThat(session.calls).contains("close");
    assertThat(session.openStreams).isZero();
    assertThat(session.prepared).isEmpty();
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    refuseAll(connection, Connection.class, "08003");
    assertThat(statement.isClosed()).isTrue();
    refuseAll(statement, Statement.class, "08003");
    refuseAll(prepared, PreparedStatement.class, "08003");
    assertThat(rs.isClosed()).isTrue();
    refuseAll(rs, ResultSet.class, "HY010");
  }

  @Test
  void closedStatementRefusesButItsConnectionGoesOn() throws Exception {
    ProximaConnection connection = session.connect();
    Statement statement = connection.createStatement();
    ResultSet rs = statement.executeQuery("q");
    statement.close();
    refuseAll(statement, Statement.class, "HY010");
    refuseAll(rs, ResultSet.class, "HY010");
    PreparedStatement prepared = connection.prepareStatement("u");
    prepared.close();
    refuseAll(prepared, PreparedStatement.class, "HY010");
    assertThat(connection.createStatement().executeUpdate("u")).isEqualTo(1);
  }

  @Test
  void abortedConnectionRefusesAtOnce() throws Exception {
    ProximaConnection connection = session.connect();
    ResultSet rs = connection.createStatement().executeQuery("q");
    List<Runnable> later = new ArrayList<>();
    connection.abort(later::add);
    assertThat(connection.isClosed()).isTrue();
    assertThat(session.calls).doesNotContain("abort");
    later.get(0).run();
    assertThat(session.calls).contains("abort");
    rs.close();
    connection.close();
    connection.abort(later::add);
    assertThat(later).hasSize(1);
    assertThat(session.calls).doesNotContain("close");
  }

  @Test
  void openHandlesNeverThrowAnythingButSqlException() throws Exception {
    Set<String> skipped = Set.of("close", "abort", "closeOnCompletion");
    ProximaConnection connection = session.connect();
    PreparedStatement prepared = connection.prepareStatement("u");
    ResultSet rs = connection.createStatement().executeQuery("q");
    rs.next();
    Object[] handles = {rs, prepared, connection.createStatement(), connection};
    Class<?>[] types = {
      ResultSet.class, PreparedStatement.class, Statement.class, Connection.class
    };
    int calls = 0;
    for (int i = 0; i < handles.length; i++) {
      for (Method method : methods(types[i])) {
        if (!skipped.contains(method.getName())) {
          stateOf(handles[i], method);
          calls++;
        }
      }
    }
    assertThat(calls).isGreaterThan(300);
  }

  @Test
  void everyQuestionAboutTheDatabaseHasAnAnswer() throws Exception {
    DatabaseMetaData meta = MetaDataSession.connect().getMetaData();
    Set<String> refused = new TreeSet<>();
    for (Method method : methods(DatabaseMetaData.class)) {
      String state = stateOf(meta, method);
      if (!state.equals("none") && !method.isDefault()) {
        refused.add(method + " answers " + state);
      }
    }
    assertThat(refused).isEmpty();
    assertThat(meta.unwrap(ProximaDatabaseMetaData.class)).isSameAs(meta);
    assertThat((Object) meta).isNotInstanceOf(Savepoint.class);
  }
}
