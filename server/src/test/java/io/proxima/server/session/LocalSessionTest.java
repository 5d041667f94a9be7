package io.proxima.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.PreparedQuery;
import io.proxima.client.ProximaUrl;
import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import io.proxima.client.value.RowEncoder;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalSessionTest {
  @TempDir private Path folder;
  private final OpenDatabases databases = new OpenDatabases(Clock.system(), Scheduler.threads());
  private LocalSession session;
  private LocalSession other;

  @BeforeEach
  void open() throws SessionException {
    session = open("jdbc:proxima:mem:session");
    other = open("jdbc:proxima:mem:session");
    run(session, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    run(session, "INSERT INTO t VALUES (1, 10), (2, 20)");
  }

  @AfterEach
  void nothingStaysOpen() throws SessionException {
    session.close();
    other.close();
    assertThat(databases.count()).isZero();
  }

  private LocalSession open(String url) throws SessionException {
    ProximaUrl parsed = ProximaUrl.parse(url, new Properties());
    return Errors.translating(() -> LocalSession.open(databases.open(parsed), parsed));
  }

  @Test
  void aPreparedStatementIsPlannedOnce() throws SessionException {
    PreparedQuery query = session.prepare("SELECT n FROM t WHERE id = ?");
    PreparedQuery insert = session.prepare("INSERT INTO t VALUES (?, ?)");
    long before = session.plannings();
    for (int i = 0; i < 100; i++) {
      assertThat(numbers(session, query, 1)).containsExactly(10L);
      session.execute(insert, new Object[] {100 + i, i}, ExecuteOptions.NONE);
      session.executeBatch(
          insert, List.<Object[]>of(new Object[] {1_000 + i, i}), ExecuteOptions.NONE);
    }
    session.setAutoCommit(false);
    assertThat(numbers(session, query, 2)).containsExactly(20L);
    session.commit();
    assertThat(session.plannings()).isEqualTo(before);
  }

  @Test
  void aDefinitionOfAnotherTableLetsItsPlanBe() throws SessionException {
    PreparedQuery query = session.prepare("SELECT n FROM t WHERE id = ?");
    long before = session.plannings();
    run(other, "CREATE TABLE u (id INTEGER)");
    assertThat(numbers(session, query, 1)).containsExactly(10L);
    assertThat(session.plannings()).isEqualTo(before);
  }

  @Test
  void aDefinitionOfItsTableLetsItBePlannedOnceMore() throws SessionException {
    PreparedQuery query = session.prepare("SELECT n FROM t WHERE id = ?");
    run(other, "DROP TABLE t");
    run(other, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    run(other, "INSERT INTO t VALUES (1, 10)");
    long before = session.plannings();
    for (int i = 0; i < 10; i++) {
      assertThat(numbers(session, query, 1)).containsExactly(10L);
    }
    assertThat(session.plannings()).isEqualTo(before + 1);
  }

  @Test
  void aPreparedStatementSurvivesADropOfItsTable() throws SessionException {
    PreparedQuery query = session.prepare("SELECT n FROM t WHERE id = ?");
    PreparedQuery insert = session.prepare("INSERT INTO t VALUES (?, ?)");
    byte[] block =
        new RowEncoder(Objects.requireNonNull(insert.rowLayout()))
            .encode(List.<Object[]>of(new Object[] {7, 70}));
    run(other, "DROP TABLE t");
    refused("42P01", () -> numbers(session, query, 1));
    refused("42P01", () -> session.executeBlock(insert, block, ExecuteOptions.NONE));
    run(other, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    assertThat(numbers(session, query, 7)).isEmpty();
    assertThat(session.executeBlock(insert, block, ExecuteOptions.NONE)).isEqualTo(1);
    assertThat(numbers(session, query, 7)).containsExactly(70L);
  }

  @Test
  void aBlockForATableThatIsNowAnotherIsRefused() throws SessionException {
    PreparedQuery insert = session.prepare("INSERT INTO t VALUES (?, ?)");
    byte[] block =
        new RowEncoder(Objects.requireNonNull(insert.rowLayout()))
            .encode(List.<Object[]>of(new Object[] {7, 70}));
    run(other, "DROP TABLE t");
    run(other, "CREATE TABLE t (id INTEGER PRIMARY KEY, n DATE)");
    refused("42804", () -> session.executeBlock(insert, block, ExecuteOptions.NONE));
    refused("42804", () -> session.executeBlock(insert, block, ExecuteOptions.NONE));
    assertThat(numbers(session, session.prepare("SELECT count(*) FROM t"))).containsExactly(0L);
  }

  @Test
  void aResultOutlivesItsStatement() throws SessionException {
    PreparedQuery query = session.prepare("SELECT n FROM t ORDER BY id");
    RowStream rows =
        Objects.requireNonNull(session.execute(query, new Object[0], ExecuteOptions.NONE).rows());
    session.release(query);
    assertThat(rows.next()).isTrue();
    assertThat(rows.longAt(0)).isEqualTo(10);
    rows.close();
    rows.close();
    refused("24000", rows::next);
    refused("08003", () -> session.execute(query, new Object[0], ExecuteOptions.NONE));
  }

  @Test
  void aCancellationInFrontOfTheWorkIsSeen() throws SessionException {
    AtomicBoolean isCancelled = new AtomicBoolean(true);
    ExecuteOptions options = new ExecuteOptions(0, 0, 0, isCancelled::get);
    PreparedQuery query = session.prepare("SELECT n FROM t ORDER BY id");
    refused("57014", () -> session.execute(query, new Object[0], options));
    isCancelled.set(false);
    RowStream rows = Objects.requireNonNull(session.execute(query, new Object[0], options).rows());
    isCancelled.set(true);
    refused("57014", rows::next);
    rows.close();
    session.cancel();
    assertThat(numbers(session, query)).containsExactly(10L, 20L);
  }

  @Test
  void theEndOfASessionGivesBackWhatItsResultsHold() throws SessionException {
    PreparedQuery query = other.prepare("SELECT n FROM t");
    RowStream alone =
        Objects.requireNonNull(other.execute(query, new Object[0], ExecuteOptions.NONE).rows());
    other.setAutoCommit(false);
    RowStream within =
        Objects.requireNonNull(other.execute(query, new Object[0], ExecuteOptions.NONE).rows());
    assertThat(alone.next()).isTrue();
    assertThat(within.next()).isTrue();
    other.abort();
    refused("24000", alone::next);
    refused("24000", within::next);
    try (OpenDatabases.Use use =
        databases.open(ProximaUrl.parse("jdbc:proxima:mem:session", new Properties()))) {
      assertThat(use.database().engine().snapshots().count()).isZero();
    }
  }

  @Test
  void anOpenThatFailsLeavesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Files.createDirectory(folder.resolve("other"));
    Files.writeString(folder.resolve("other").resolve("file"), "text");
    for (String path : List.of("file", "file/below", "other")) {
      assertThatThrownBy(() -> open("jdbc:proxima:file:" + folder.resolve(path)))
          .isInstanceOf(SessionException.class);
    }
    refused("22023", () -> open("jdbc:proxima:mem:session;maxMemory=7m"));
    assertThat(databases.count()).isEqualTo(1);
    assertThat(file).hasContent("text");
  }

  private static void run(LocalSession session, String sql) throws SessionException {
    PreparedQuery query = session.prepare(sql);
    session.execute(query, new Object[0], ExecuteOptions.NONE);
    session.release(query);
  }

  private static List<Long> numbers(LocalSession session, PreparedQuery query, Object... parameters)
      throws SessionException {
    List<Long> numbers = new ArrayList<>();
    try (RowStream rows =
        Objects.requireNonNull(session.execute(query, parameters, ExecuteOptions.NONE).rows())) {
      while (rows.next()) {
        numbers.add(rows.longAt(0));
      }
    }
    return numbers;
  }

  private static void refused(
      String state, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(SessionException.class)
        .extracting(e -> ((SessionException) e).sqlState())
        .isEqualTo(state);
  }
}
