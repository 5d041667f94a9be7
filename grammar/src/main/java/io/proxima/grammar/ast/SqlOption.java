package io.proxima.grammar.ast;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/// One `name = value` of a `WITH (…)` list; the name may have dots.
public final class SqlOption extends SqlCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("OPTION", SqlKind.OTHER);

  private final SqlIdentifier name;
  private final SqlNode value;

  public SqlOption(SqlParserPos pos, SqlIdentifier name, SqlNode value) {
    super(pos);
    this.name = name;
    this.value = value;
  }

  /// The name in dotted form.
  public String name() {
    return Unparse.dotted(name);
  }

  /// The value: a literal (an interval too) or a single word.
  public SqlNode value() {
    return value;
  }

  /// The value as the text a setting is read from: a string without its quotes, a word, a number,
  /// `true`; an interval as its quoted part and unit.
  public String valueText() {
    return text(value);
  }

  static String text(SqlNode value) {
    return switch (value) {
      case SqlIdentifier word -> Unparse.dotted(word);
      case SqlIntervalLiteral interval -> {
        SqlIntervalLiteral.IntervalValue parts =
            interval.getValueAs(SqlIntervalLiteral.IntervalValue.class);
        yield (parts.getSign() < 0 ? "-" : "")
            + parts.getIntervalLiteral()
            + " "
            + parts.getIntervalQualifier();
      }
      case SqlLiteral literal -> {
        String text = literal.toValue();
        yield text == null
            ? "null"
            : literal.getTypeName() == org.apache.calcite.sql.type.SqlTypeName.BOOLEAN
                ? text.toLowerCase(Locale.ROOT)
                : text;
      }
      default -> value.toString();
    };
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, value);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    name.unparse(writer, 0, 0);
    writer.keyword("=");
    value.unparse(writer, 0, 0);
  }
}
