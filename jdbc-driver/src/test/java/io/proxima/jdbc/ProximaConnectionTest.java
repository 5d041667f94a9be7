package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ProximaConnectionTest {
  private final FakeSession session =
      new FakeSession().rows("q", "a:INTEGER", new Object[] {1}).count("u", 1);
  private final ProximaConnection connection = session.connect();

  @Test
  void transactionsGoToTheSession() throws SQLException {
    assertThat(connection.getAutoCommit()).isTrue();
    assertThatThrownBy(connection::commit).hasMessageContaining("autocommit");
    assertThatThrownBy(connection::rollback).hasMessageContaining("autocommit");
    assertThatThrownBy(connection::setSavepoint).hasMessageContaining("autocommit");
    connection.setAutoCommit(true);
    assertThat(session.calls).isEmpty();
    connection.setAutoCommit(false);
    connection.commit();
    connection.rollback();
    assertThat(session.calls).containsExactly("autocommit false", "commit", "rollback");
    session.failing("40001", "changed by another");
    assertThatThrownBy(connection::commit).isInstanceOf(SQLTransactionRollbackException.class);
  }

  @Test
  void resultsEndWithTheirTransaction() throws SQLException {
    ResultSet auto = connection.createStatement().executeQuery("q");
    connection.createStatement().executeUpdate("u");
    assertThat(auto.isClosed()).isFalse();
    connection.setAutoCommit(false);
    assertThat(auto.isClosed()).isTrue();
    ResultSet committed = connection.createStatement().executeQuery("q");
    connection.commit();
    assertThat(committed.isClosed()).isTrue();
    ResultSet rolledBack = connection.createStatement().executeQuery("q");
    connection.rollback();
    assertThat(rolledBack.isClosed()).isTrue();
    assertThat(session.openStreams).isZero();
  }

  @Test
  void savepointsOfOneNameAreTwo() throws SQLException {
    connection.setAutoCommit(false);
    Savepoint first = connection.setSavepoint("a'b");
    Savepoint second = connection.setSavepoint("a'b");
    Savepoint unnamed = connection.setSavepoint();
    connection.rollback(first);
    connection.releaseSavepoint(second);
    assertThat(session.calls)
        .containsExactly(
            "autocommit false",
            "savepoint sp1",
            "savepoint sp2",
            "savepoint sp3",
            "rollback to sp1",
            "release sp2");
    assertThat(first.getSavepointName()).isEqualTo("a'b");
    assertThat(unnamed.getSavepointId()).isEqualTo(3);
    assertThatThrownBy(first::getSavepointId).isInstanceOf(SQLException.class);
    assertThatThrownBy(unnamed::getSavepointName).isInstanceOf(SQLException.class);
    Savepoint foreign = new ProximaSavepoint(new FakeSession().connect(), 1, null);
    assertThatThrownBy(() -> connection.rollback(foreign)).hasMessageContaining("savepoint");
    assertThatThrownBy(() -> connection.rollback((Savepoint) null))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void isolationIsOneSnapshotOrOneForEachStatement() throws SQLException {
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    assertThatThrownBy(
            () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThatThrownBy(() -> connection.setTransactionIsolation(77)).hasMessageContaining("77");
  }

  @Test
  void otherKindsOfResultsAreRefused() {
    assertThatThrownBy(() ->
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY))
        .hasMessageContaining("scrolls");
    assertThatThrownBy(() ->
            connection.prepareStatement(
                "q", ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE))
        .hasMessageContaining("updated");
    assertThatThrownBy(() -> connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT))
        .hasMessageContaining("outlives");
    assertThatThrownBy(() -> connection.prepareCall("q"))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
  }

  @Test
  void settingsAreKeptOrRefused() throws SQLException {
    connection.setReadOnly(true);
    assertThat(connection.isReadOnly()).isTrue();
    connection.setSchema("s");
    assertThat(connection.getSchema()).isEqualTo("s");
    assertThatThrownBy(() -> connection.setSchema("missing")).hasMessageContaining("missing");
    connection.setCatalog("whatever");
    assertThat(connection.getCatalog()).isNull();
    connection.setNetworkTimeout(null, 0);
    assertThat(connection.getNetworkTimeout()).isZero();
    assertThatThrownBy(() -> connection.setNetworkTimeout(null, 1))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThatThrownBy(() -> connection.setTypeMap(Map.of("x", String.class)))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThatThrownBy(() -> connection.createArrayOf("VARCHAR", new Object[0]))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThatThrownBy(() -> connection.createArrayOf("REAL", new Object[] {1, "x"}))
        .hasMessageContaining("dimension 2");
    assertThatThrownBy(() -> connection.isValid(-1)).isInstanceOf(SQLException.class);
    assertThat(connection.isValid(0)).isTrue();
  }

  @Test
  void clientInfoIsTheApplicationsName() throws Exception {
    ProximaConnection named = session.connect("jdbc:proxima:mem:;applicationName=shell");
    assertThat(named.getClientInfo("ApplicationName")).isEqualTo("shell");
    named.setClientInfo("ApplicationName", "other");
    assertThat(named.getClientInfo()).containsEntry("ApplicationName", "other");
    named.setClientInfo(new Properties());
    assertThat(named.getClientInfo("ApplicationName")).isNull();
    assertThatThrownBy(() -> named.setClientInfo("Color", "x"))
        .isInstanceOf(SQLClientInfoException.class);
  }

  @Test
  void unwrapGivesTheClassItIs() throws SQLException {
    assertThat(connection.isWrapperFor(ProximaConnection.class)).isTrue();
    assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
    assertThat(connection.isWrapperFor(String.class)).isFalse();
    assertThatThrownBy(() -> connection.unwrap(String.class)).isInstanceOf(SQLException.class);
  }
}
