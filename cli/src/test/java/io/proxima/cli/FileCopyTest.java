package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.SessionException;
import io.proxima.server.copy.ClientCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileCopyTest {
  @TempDir Path folder;

  @Test
  void aCancelledCopyLeavesNothing() throws SQLException, IOException, SessionException {
    Path file = folder.resolve("t.csv");
    Files.writeString(
        file,
        IntStream.range(0, 5_000).mapToObj(Integer::toString).collect(Collectors.joining("\n")));
    String options = " WITH (header = false)";
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
      AtomicReference<FileCopy> running = new AtomicReference<>();
      FileCopy cancelled =
          new FileCopy(connection, (rows, bytes, totalBytes) -> cancel(running.get()));
      running.set(cancelled);
      ClientCopy in = ClientCopy.parse("COPY t FROM '" + file + "'" + options);
      assertThatThrownBy(() -> cancelled.run(in))
          .isInstanceOfSatisfying(
              SessionException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
      assertThat(count(statement)).isZero();

      assertThat(new FileCopy(connection, (rows, bytes, totalBytes) -> {}).run(in))
          .isEqualTo(5_000);
      FileCopy stopped =
          new FileCopy(connection, (rows, bytes, totalBytes) -> cancel(running.get()));
      running.set(stopped);
      ClientCopy out = ClientCopy.parse("COPY t TO '" + folder + "/out.csv'");
      assertThatThrownBy(() -> stopped.run(out))
          .isInstanceOfSatisfying(
              SessionException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
      assertThat(folder).isDirectoryNotContaining("glob:**out.csv*");
    }
  }

  private static void cancel(FileCopy copy) {
    try {
      copy.cancel();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
