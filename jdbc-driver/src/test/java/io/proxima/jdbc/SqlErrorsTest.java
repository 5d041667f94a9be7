package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.client.SessionException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "42601, SQLSyntaxErrorException",
    "42P01, SQLSyntaxErrorException",
    "23505, SQLIntegrityConstraintViolationException",
    "23502, SQLIntegrityConstraintViolationException",
    "22P70, SQLDataException",
    "22003, SQLDataException",
    "40001, SQLTransactionRollbackException",
    "57P70, SQLTimeoutException",
    "57014, SQLTransientException",
    "08006, SQLNonTransientConnectionException",
    "08003, SQLNonTransientConnectionException",
    "0A000, SQLFeatureNotSupportedException",
    "28000, SQLInvalidAuthorizationSpecException",
    "53100, SQLTransientException",
    "25006, SQLException",
    "58030, SQLException",
    "XX001, SQLException"
  })
  void stateClassDecidesTheException(String sqlState, String name) {
    SessionException cause = new SessionException(sqlState, "why");
    SQLException error = SqlErrors.of(cause);
    assertThat(error.getClass().getSimpleName()).isEqualTo(name);
    assertThat(error.getSQLState()).isEqualTo(sqlState);
    assertThat((Throwable) error).hasMessage("why").hasCause(cause);
  }

  @Test
  void messageSaysWhereInTheStatement() {
    assertThat((Throwable) SqlErrors.of(new SessionException("42601", "why", 17, null)))
        .hasMessage("why (at character 17)");
  }
}
