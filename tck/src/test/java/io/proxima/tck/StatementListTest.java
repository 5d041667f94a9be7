package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.ast.NamedStatement;
import io.proxima.grammar.ast.ObjectKind;
import io.proxima.grammar.ast.SqlAlterTable;
import io.proxima.grammar.ast.SqlDropObject;
import io.proxima.grammar.ast.SqlGrant;
import io.proxima.grammar.ast.SqlMaintain;
import io.proxima.grammar.ast.SqlModification;
import io.proxima.grammar.ast.SqlTransaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every statement the grammar reads either works or answers `0A000` with its own name; none is
/// ignored.
final class StatementListTest {
  /// One of each statement and of each kind of it. `DIR` is a folder that can be written.
  private static final List<String> STATEMENTS =
      """
      SELECT 1
      VALUES (1)
      WITH a AS (SELECT id FROM t) SELECT * FROM a
      TABLE t
      INSERT INTO t VALUES (1, 1, NULL)
      UPSERT INTO t VALUES (1, 2, NULL)
      UPDATE t SET n = 3
      DELETE FROM t
      INSERT INTO t VALUES (1, 1, NULL) ON CONFLICT (id) DO NOTHING
      INSERT INTO t VALUES (2, 1, NULL) RETURNING id
      MERGE INTO t USING t AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = 1
      CALL proxima.accept_clock()
      EXPLAIN SELECT * FROM t
      EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM t
      EXPLAIN PLAN FOR SELECT * FROM t
      DESCRIBE TABLE t
      DESCRIBE SCHEMA public
      DESCRIBE STATEMENT SELECT 1
      ALTER SYSTEM SET a = 1
      ALTER SESSION RESET a
      SET proxima.durability = os
      RESET proxima.durability
      SHOW proxima.durability
      SET TRANSACTION READ WRITE
      BEGIN
      SAVEPOINT s
      ROLLBACK TO SAVEPOINT s
      RELEASE SAVEPOINT s
      COMMIT
      ROLLBACK
      CREATE TABLE a (id INTEGER PRIMARY KEY)
      CREATE SCHEMA s
      CREATE VIEW w AS SELECT id FROM t
      CREATE INDEX i ON t (n)
      CREATE UNIQUE INDEX i ON t (n DESC)
      CREATE INDEX i ON t USING hnsw (v)
      CREATE VECTOR INDEX i ON t (v) DISTANCE COSINE
      CREATE USER u PASSWORD 'secret'
      CREATE ROLE r
      ALTER USER u PASSWORD 'other'
      ALTER ROLE r SUPERUSER
      ALTER TABLE t ADD COLUMN m INTEGER
      ALTER TABLE t DROP COLUMN m
      ALTER TABLE t RENAME COLUMN n TO o
      ALTER TABLE t RENAME TO t2
      ALTER TABLE t ADD CONSTRAINT c CHECK (n > 0)
      ALTER TABLE t DROP CONSTRAINT c
      ALTER TABLE t SET (ttl = 1)
      ALTER TABLE t RESET (ttl)
      DROP INDEX i
      DROP VIEW w
      DROP SCHEMA s
      DROP USER u
      DROP ROLE r
      TRUNCATE TABLE t
      COMMENT ON TABLE t IS 'rows'
      COPY t FROM 'DIR/t.csv'
      COPY (SELECT * FROM t) TO 'DIR/t.csv'
      GRANT SELECT ON t TO r
      REVOKE SELECT ON t FROM r
      ANALYZE t
      REINDEX TABLE t
      REINDEX INDEX i
      CHECK TABLE t
      CHECK INDEX i
      BACKUP TO 'DIR/backup'
      DROP TABLE t
      """
          .lines()
          .toList();

  /// What a session answers to a statement that could have run, had there been the thing it names.
  private static final Set<String> ORDINARY_ERRORS =
      Set.of("42P01", "42P07", "42703", "42704", "25000", "22023", "42501", "58030");

  /// How the statements of each production begin that the grammar lists as one.
  private static final Map<String, List<String>> PRODUCTIONS =
      Map.ofEntries(
          Map.entry("Modification", List.of("INSERT", "UPSERT", "UPDATE", "DELETE")),
          Map.entry("ExplainStatement", List.of("EXPLAIN")),
          Map.entry("SetStatement", List.of("SET proxima", "SET TRANSACTION")),
          Map.entry("ResetStatement", List.of("RESET")),
          Map.entry("ShowStatement", List.of("SHOW")),
          Map.entry("BeginStatement", List.of("BEGIN")),
          Map.entry("EndStatement", List.of("COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")),
          Map.entry("AlterStatement", List.of("ALTER TABLE", "ALTER USER", "ALTER ROLE")),
          Map.entry("MaintainStatement", List.of("ANALYZE", "REINDEX", "CHECK", "BACKUP")),
          Map.entry("CommentStatement", List.of("COMMENT")),
          Map.entry("CopyStatement", List.of("COPY")),
          Map.entry("GrantStatement", List.of("GRANT")),
          Map.entry("RevokeStatement", List.of("REVOKE")),
          Map.entry("SqlSetOption", List.of("SET", "RESET")),
          Map.entry("SqlAlter", List.of("ALTER SYSTEM", "ALTER SESSION")),
          Map.entry("SqlCreate", List.of("CREATE TABLE", "CREATE INDEX", "CREATE VIEW")),
          Map.entry("SqlDrop", List.of("DROP TABLE", "DROP INDEX", "DROP VIEW")),
          Map.entry("SqlTruncate", List.of("TRUNCATE")),
          Map.entry("OrderedQueryOrExpr", List.of("SELECT", "VALUES", "WITH", "TABLE")),
          Map.entry("SqlExplain", List.of("EXPLAIN PLAN FOR")),
          Map.entry("SqlDescribe", List.of("DESCRIBE TABLE", "DESCRIBE SCHEMA")),
          Map.entry("SqlInsert", List.of("INSERT")),
          Map.entry("SqlDelete", List.of("DELETE")),
          Map.entry("SqlUpdate", List.of("UPDATE")),
          Map.entry("SqlMerge", List.of("MERGE")),
          Map.entry("SqlProcedureCall", List.of("CALL")));

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> eachWorksOrSaysItsNameWith0A000() {
    return STATEMENTS.stream().map(sql -> DynamicTest.dynamicTest(sql, () -> check(sql)));
  }

  private void check(String sql) throws SQLException, SqlParseException {
    String text = sql.replace("DIR", folder.toString());
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, v VECTOR(2))");
      try {
        statement.execute(text);
      } catch (SQLException e) {
        if (ORDINARY_ERRORS.contains(e.getSQLState())) {
          return;
        }
        assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("0A000");
        assertThat(e.getMessage()).contains(name(text));
      }
    }
  }

  private static String name(String sql) throws SqlParseException {
    SqlNode node = ProximaParser.parse(sql);
    return node instanceof NamedStatement named
        ? named.statementName()
        : sql.substring(0, sql.indexOf(' '));
  }

  /// The alternatives of `ProximaStatement` and of Calcite's `SqlStmt`, as the parser is made of
  /// them.
  @Test
  void theListHoldsEveryProductionOfTheGrammar() {
    SourceTree tree = SourceTree.open();
    Set<String> productions = new TreeSet<>();
    String parser = tree.text("grammar/target/generated-grammar/javacc/Parser.jj");
    for (String production : List.of("ProximaStatement", "SqlStmt")) {
      int from = parser.indexOf("SqlNode " + production + "() :");
      assertThat(from).as(production).isPositive();
      Pattern.compile("(?:node|stmt) = (\\w+)\\(")
          .matcher(parser.substring(from, parser.indexOf("return", from)))
          .results()
          .forEach(alternative -> productions.add(alternative.group(1)));
    }
    productions.remove("ProximaStatement");
    assertThat(productions).hasSameElementsAs(PRODUCTIONS.keySet());
    PRODUCTIONS.forEach((production, beginnings) ->
        assertThat(beginnings)
            .as(production)
            .allMatch(each -> STATEMENTS.stream().anyMatch(sql -> sql.startsWith(each))));
  }

  @Test
  void theListHoldsEveryStatementOfTheGrammar() throws SqlParseException {
    Set<Class<?>> found = new HashSet<>();
    Set<SqlTransaction.Action> transaction = EnumSet.noneOf(SqlTransaction.Action.class);
    Set<SqlMaintain.Action> maintain = EnumSet.noneOf(SqlMaintain.Action.class);
    Set<SqlGrant.Action> grant = EnumSet.noneOf(SqlGrant.Action.class);
    Set<ObjectKind> drop = EnumSet.noneOf(ObjectKind.class);
    Set<Class<?>> changes = new HashSet<>();
    for (String sql : STATEMENTS) {
      SqlNode node = ProximaParser.parse(sql);
      found.add(node.getClass());
      switch (node) {
        case SqlTransaction each -> transaction.add(each.action());
        case SqlMaintain each -> maintain.add(each.action());
        case SqlGrant each -> grant.add(each.action());
        case SqlDropObject each -> drop.add(each.kind());
        case SqlAlterTable each -> changes.add(each.change().getClass());
        default -> {}
      }
    }
    assertThat(names(found)).containsAll(statements());
    assertThat(transaction).containsExactly(SqlTransaction.Action.values());
    assertThat(maintain).containsExactly(SqlMaintain.Action.values());
    assertThat(grant).containsExactly(SqlGrant.Action.values());
    assertThat(drop).isEqualTo(EnumSet.complementOf(EnumSet.of(ObjectKind.COLUMN)));
    assertThat(changes)
        .hasSameElementsAs(Arrays.asList(SqlAlterTable.Change.class.getPermittedSubclasses()));
  }

  private static Set<String> names(Set<Class<?>> classes) {
    return classes.stream().map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  /// The classes of statements in the grammar.
  private static Set<String> statements() {
    return new ClassFileImporter()
        .importPackagesOf(SqlModification.class).stream()
            .filter(type -> type.isAssignableTo(NamedStatement.class))
            .filter(
                type -> !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
