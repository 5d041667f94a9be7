package io.proxima.jdbc;

import static io.proxima.jdbc.FakeSession.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.RowLayout;
import io.proxima.client.ValueType;
import io.proxima.client.value.RowEncoder;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.BatchUpdateException;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class ProximaPreparedStatementTest {
  private static final RowLayout LAYOUT =
      new RowLayout(
          3,
          "insert",
          List.of(
              new RowLayout.Field("id", ValueType.INTEGER, 0, 0, false, 1),
              new RowLayout.Field("v", ValueType.VECTOR, 2, 0, true, 0)));

  private final FakeSession session =
      new FakeSession()
          .count("one", 1, parameter(ValueType.INTEGER, 0))
          .count(
              "all",
              1,
              parameter(ValueType.VECTOR, 3),
              parameter(ValueType.DATE, 0),
              parameter(ValueType.TIMESTAMP, 0),
              parameter(ValueType.DECIMAL, 10),
              parameter(ValueType.VARCHAR, 2))
          .insert("insert", LAYOUT);
  private final ProximaConnection connection = session.connect();

  private Object sent(Object value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("one")) {
      statement.setObject(1, value);
      statement.executeUpdate();
    }
    return session.parameters.get(session.parameters.size() - 1)[0];
  }

  @Test
  void valuesComeInThePlansClasses() throws SQLException {
    assertThat(sent(5L)).isEqualTo(5);
    assertThat(sent("6")).isEqualTo(6);
    assertThat(sent(new BigDecimal("7.0"))).isEqualTo(7);
    assertThat(sent(null)).isNull();
    assertThatThrownBy(() -> sent(7.5))
        .isInstanceOf(SQLDataException.class)
        .hasMessageStartingWith("parameter 1: ");
    assertThatThrownBy(() -> sent("x")).hasMessageStartingWith("parameter 1: ");
    assertThatThrownBy(() -> sent(new StringReader("x"))).hasMessageContaining("parameter 1");
  }

  @Test
  void typedSettersConvert() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("all");
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    statement.setArray(1, connection.createArrayOf("REAL", new Object[] {1, 2, 3}));
    statement.setDate(2, new Date(1_709_132_400_000L), tokyo);
    statement.setTimestamp(3, Timestamp.valueOf("2024-02-29 10:00:00"));
    statement.setObject(4, "1.005", Types.DECIMAL, 2);
    statement.setString(5, "longer than the column");
    statement.executeUpdate();
    Object[] sent = session.parameters.get(0);
    assertThat((float[]) sent[0]).containsExactly(1, 2, 3);
    assertThat(sent[1]).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(sent[2]).isEqualTo(LocalDateTime.of(2024, 2, 29, 10, 0));
    assertThat(sent[3]).isEqualTo(new BigDecimal("1.01"));
    assertThat(sent[4]).isEqualTo("longer than the column");
  }

  @Test
  void arraysAreCopiedWhenTheyAreSet() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("insert");
    float[] reused = {1, 2};
    List<Number> list = new ArrayList<>(List.of(5, 6));
    statement.setObject(1, reused);
    statement.setInt(2, 1);
    statement.addBatch();
    reused[0] = 9;
    statement.setObject(1, list);
    list.set(0, 9);
    statement.addBatch();
    statement.executeBatch();
    assertThat(session.blocks.get(0))
        .isEqualTo(encoded(new Object[] {new float[] {1, 2}, 1}, new Object[] {"[5,6]", 1}));
  }

  private static byte[] encoded(Object[]... rows) {
    try {
      return new RowEncoder(LAYOUT).encode(List.of(rows));
    } catch (io.proxima.client.SessionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void missingOrWrongParameterIsRefused() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("all");
    statement.setNull(1, Types.OTHER);
    assertThatThrownBy(statement::execute).hasMessageContaining("parameter 2 is not set");
    assertThatThrownBy(() -> statement.setInt(0, 1)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> statement.setInt(6, 1)).hasMessageContaining("6");
    for (int i = 1; i <= 5; i++) {
      statement.setNull(i, Types.NULL);
    }
    statement.executeUpdate();
    statement.clearParameters();
    assertThatThrownBy(statement::execute).hasMessageContaining("parameter 1 is not set");
    statement.setObject(1, new float[2]);
    for (int i = 2; i <= 5; i++) {
      statement.setNull(i, Types.NULL);
    }
    assertThatThrownBy(statement::execute)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22P70"));
  }

  @Test
  void batchOfAnInsertIsOneBlock() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("insert");
    for (int i = 1; i <= 5; i++) {
      statement.setObject(1, null);
      statement.setInt(2, -3);
      statement.addBatch();
    }
    assertThat(statement.executeBatch()).containsOnly(1).hasSize(5);
    assertThat(session.calls).containsExactly("prepare insert", "block");
    assertThat(statement.executeBatch()).isEmpty();
  }

  @Test
  void rowThatDoesNotFitIsRefusedBeforeTheBatchIsSent() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("insert");
    for (int i = 0; i < 3; i++) {
      statement.setObject(1, new float[] {1, 2});
      statement.setObject(2, i == 1 ? null : i);
      statement.addBatch();
    }
    assertThatThrownBy(statement::executeBatch)
        .isInstanceOfSatisfying(
            BatchUpdateException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo("23502");
              assertThat(e.getMessage()).contains("column id").contains("row 2");
              assertThat(e.getUpdateCounts()).containsOnly(Statement.EXECUTE_FAILED).hasSize(3);
            });
    assertThat(session.calls).containsExactly("prepare insert");
  }

  @Test
  void duplicateKeyInABatchKeepsItsState() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("insert");
    statement.setObject(1, null);
    statement.setInt(2, 1);
    statement.addBatch();
    session.failing("23505", "duplicate key 1");
    assertThatThrownBy(statement::executeLargeBatch)
        .isInstanceOf(BatchUpdateException.class)
        .hasCauseInstanceOf(SQLIntegrityConstraintViolationException.class);
  }

  @Test
  void otherBatchesAreLists() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("one");
    statement.setString(1, "1");
    statement.addBatch();
    statement.setString(1, "2");
    statement.addBatch();
    statement.clearBatch();
    statement.addBatch();
    assertThat(statement.executeBatch()).hasSize(1);
    assertThat(session.calls).endsWith("batch of 1");
    assertThat(session.parameters.get(0)).containsExactly(2);
    statement.setString(1, "x");
    statement.addBatch();
    assertThatThrownBy(statement::executeBatch)
        .isInstanceOf(BatchUpdateException.class)
        .hasMessageStartingWith("parameter 1, row 1: ");
  }

  @Test
  void metadataComesFromThePlan() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("all");
    ParameterMetaData meta = statement.getParameterMetaData();
    assertThat(meta.getParameterCount()).isEqualTo(5);
    assertThat(meta.getParameterType(1)).isEqualTo(Types.OTHER);
    assertThat(meta.getParameterTypeName(1)).isEqualTo("VECTOR");
    assertThat(meta.getPrecision(1)).isEqualTo(3);
    assertThat(meta.getParameterClassName(2)).isEqualTo("java.sql.Date");
    assertThatThrownBy(() -> meta.getParameterType(6)).isInstanceOf(SQLException.class);
    assertThat(statement.getMetaData()).isNull();
  }

  @Test
  void ownTextIsTheOnlyOne() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("one");
    assertThatThrownBy(() -> statement.execute("one")).hasMessageContaining("own text");
    assertThatThrownBy(() -> statement.executeUpdate("one")).hasMessageContaining("own text");
    assertThatThrownBy(() -> statement.executeQuery("one")).hasMessageContaining("own text");
    assertThatThrownBy(() -> statement.addBatch("one")).hasMessageContaining("own text");
    assertThatThrownBy(() -> statement.execute("one", 1)).hasMessageContaining("own text");
    assertThatThrownBy(() -> statement.executeUpdate("one", new int[] {1}))
        .hasMessageContaining("own text");
  }

  @Test
  void closingForgetsThePlan() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("one");
    assertThat(session.prepared).hasSize(1);
    statement.close();
    statement.close();
    assertThat(session.prepared).isEmpty();
  }
}
