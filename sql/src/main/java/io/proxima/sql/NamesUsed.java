package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.grammar.ProximaParser;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Collects the names in a text that the catalog keeps, whatever they mean there: a text that does
/// not name a column does not use it.
final class NamesUsed extends SqlBasicVisitor<@Nullable Void> {
  private final Set<String> names = new HashSet<>();
  private final Set<String> unqualified = new HashSet<>();
  private boolean namesAll;

  private NamesUsed() {}

  /// The names in the query of a view.
  static NamesUsed ofQuery(String text) {
    return of(text, ProximaParser::parse);
  }

  /// The names in an expression.
  static NamesUsed ofExpression(String text) {
    return of(text, ProximaParser::parseExpression);
  }

  @FunctionalInterface
  private interface Reading {
    SqlNode read(String text) throws SqlParseException;
  }

  private static NamesUsed of(String text, Reading reading) {
    NamesUsed used = new NamesUsed();
    try {
      reading.read(text).accept(used);
    } catch (SqlParseException e) {
      throw new ProximaException(
          ErrorCode.INTERNAL, "the catalog holds SQL that cannot be read: " + text, e);
    }
    return used;
  }

  /// Whether it reads all columns of a table: it has a star or a natural join.
  boolean namesAll() {
    return namesAll;
  }

  /// Whether the text may read a column of that name.
  boolean mayRead(String column) {
    return namesAll || names.contains(column);
  }

  /// Whether the text may mean something else once a table that it names has a column of that name.
  boolean mayCapture(String column) {
    return namesAll || unqualified.contains(column);
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call.getKind() == SqlKind.AS) {
      return call.operand(0).accept(this);
    }
    if (call.getKind() == SqlKind.COUNT
        && call.operandCount() == 1
        && call.operand(0) instanceof SqlIdentifier star
        && star.isStar()) {
      return null;
    }
    namesAll |= call instanceof SqlJoin join && join.isNatural();
    return super.visit(call);
  }

  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    namesAll |= name.isStar();
    names.add(name.names.getLast());
    if (name.isSimple()) {
      unqualified.add(name.getSimple());
    }
    return null;
  }
}
