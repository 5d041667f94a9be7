package io.proxima.grammar.ast;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `EXPLAIN [(ANALYZE [boolean], RECALL, FORMAT TEXT | JSON)] statement`.
public final class SqlExplainStatement extends StatementCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("EXPLAIN", SqlKind.OTHER);

  private final boolean analyze;
  private final boolean recall;
  private final boolean json;
  private final SqlNode statement;

  public SqlExplainStatement(SqlParserPos pos, Options options, SqlNode statement) {
    super(pos, OPERATOR);
    this.analyze = options.analyze;
    this.recall = options.recall;
    this.json = options.json;
    this.statement = statement;
  }

  /// Whether the statement is to be run and measured.
  public boolean isAnalyze() {
    return analyze;
  }

  /// Whether the answer is to be compared with the exact one.
  public boolean isRecall() {
    return recall;
  }

  /// Whether the plan is wanted as JSON instead of text.
  public boolean isJson() {
    return json;
  }

  /// The query or change to explain.
  public SqlNode statement() {
    return statement;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(statement);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("EXPLAIN");
    List<String> words = new ArrayList<>();
    if (analyze) {
      words.add("ANALYZE");
    }
    if (recall) {
      words.add("RECALL");
    }
    if (json) {
      words.add("FORMAT JSON");
    }
    if (!words.isEmpty()) {
      SqlWriter.Frame frame = writer.startList("(", ")");
      for (String word : words) {
        writer.sep(",");
        writer.keyword(word);
      }
      writer.endList(frame);
    }
    statement.unparse(writer, 0, 0);
  }

  /// The options read so far; the parser fills it.
  public static final class Options {
    private boolean analyze;
    private boolean recall;
    private boolean json;

    public void analyze(boolean value) {
      analyze = value;
    }

    public void recall() {
      recall = true;
    }

    public void json() {
      json = true;
    }
  }
}
