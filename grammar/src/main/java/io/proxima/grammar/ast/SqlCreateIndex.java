package io.proxima.grammar.ast;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// `CREATE [UNIQUE] INDEX … ON table [USING kind] (columns) [WITH (options)]` and `CREATE VECTOR
/// INDEX … ON table (column) [DISTANCE metric] [ORGANIZATION words] [WITH TARGET ACCURACY n]`.
public final class SqlCreateIndex extends SqlCreate implements NamedStatement {

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("CREATE INDEX", SqlKind.CREATE_INDEX);

  private final SqlIdentifier name;
  private final SqlIdentifier table;
  private final SqlNodeList columns;
  private final Draft parts;

  private SqlCreateIndex(
      SqlParserPos pos, boolean replace, boolean ifNotExists, SqlIdentifier name, Draft parts) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
    this.table = Objects.requireNonNull(parts.table);
    this.columns = new SqlNodeList(parts.columns, pos);
    this.parts = parts;
  }

  public SqlIdentifier name() {
    return name;
  }

  public SqlIdentifier table() {
    return table;
  }

  public boolean ifNotExists() {
    return ifNotExists;
  }

  public boolean isUnique() {
    return parts.unique;
  }

  /// Whether `CREATE VECTOR INDEX` was written.
  public boolean isVector() {
    return parts.vector;
  }

  /// The columns in order.
  public List<SqlIndexColumn> columns() {
    return columns.stream().map(SqlIndexColumn.class::cast).toList();
  }

  /// The word after `USING`, or null.
  public @Nullable String using() {
    return simple(parts.using);
  }

  /// The word after `DISTANCE`, or null.
  public @Nullable String distance() {
    return simple(parts.distance);
  }

  /// The words after `ORGANIZATION`, joined by a space, or null.
  public @Nullable String organization() {
    return parts.organization.isEmpty() ? null : String.join(" ", parts.organization);
  }

  /// The number after `WITH TARGET ACCURACY`, or null.
  public @Nullable BigDecimal targetAccuracyPercent() {
    return parts.targetAccuracy == null ? null : parts.targetAccuracy.bigDecimalValue();
  }

  /// The options in order.
  public List<SqlOption> options() {
    return parts.options.stream().map(SqlOption.class::cast).toList();
  }

  private static @Nullable String simple(@Nullable SqlIdentifier word) {
    return word == null ? null : word.getSimple();
  }

  @Override
  public String statementName() {
    return parts.vector ? "CREATE VECTOR INDEX" : OPERATOR.getName();
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(name, table, columns, parts.options);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    String kind = parts.unique ? "UNIQUE INDEX" : parts.vector ? "VECTOR INDEX" : "INDEX";
    Unparse.create(writer, getReplace(), kind, ifNotExists, name);
    writer.keyword("ON");
    table.unparse(writer, 0, 0);
    if (parts.using != null) {
      writer.keyword("USING");
      parts.using.unparse(writer, 0, 0);
    }
    Unparse.list(writer, columns);
    if (parts.distance != null) {
      writer.keyword("DISTANCE");
      parts.distance.unparse(writer, 0, 0);
    }
    if (!parts.organization.isEmpty()) {
      writer.keyword("ORGANIZATION");
      parts.organization.forEach(word -> writer.identifier(word, true));
    }
    if (parts.targetAccuracy != null) {
      writer.keyword("WITH TARGET ACCURACY");
      parts.targetAccuracy.unparse(writer, 0, 0);
    }
    Unparse.options(writer, parts.options);
  }

  /// The parts read so far; the parser fills it.
  public static final class Draft {
    private boolean unique;
    private boolean vector;
    private @Nullable SqlIdentifier table;
    private @Nullable SqlIdentifier using;
    private @Nullable SqlIdentifier distance;
    private @Nullable SqlNumericLiteral targetAccuracy;
    private final List<String> organization = new ArrayList<>();
    private final List<SqlNode> columns = new ArrayList<>();
    private SqlNodeList options = SqlNodeList.EMPTY;

    public void unique() {
      unique = true;
    }

    public void vector() {
      vector = true;
    }

    public void table(SqlIdentifier name) {
      table = name;
    }

    public void using(SqlIdentifier kind) {
      using = kind;
    }

    public void distance(SqlIdentifier metric) {
      distance = metric;
    }

    public void organization(SqlIdentifier word) {
      organization.add(word.getSimple());
    }

    public void targetAccuracy(SqlNumericLiteral percent) {
      targetAccuracy = percent;
    }

    public void column(SqlIndexColumn column) {
      columns.add(column);
    }

    public void options(SqlNodeList list) {
      options = list;
    }

    public SqlCreateIndex build(
        SqlParserPos pos, boolean replace, boolean ifNotExists, SqlIdentifier name) {
      return new SqlCreateIndex(pos, replace, ifNotExists, name, this);
    }
  }
}
