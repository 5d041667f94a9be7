package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWriter;
import org.jspecify.annotations.Nullable;

/// The pieces of text that several statements share when they are written back.
final class Unparse {

  private Unparse() {}

  /// Writes ` WITH (name = value, …)` unless there are no options.
  static void options(SqlWriter writer, SqlNodeList options) {
    if (!options.isEmpty()) {
      writer.keyword("WITH");
      list(writer, options);
    }
  }

  /// Writes `(a, b, …)`.
  static void list(SqlWriter writer, List<? extends @Nullable SqlNode> nodes) {
    SqlWriter.Frame frame = writer.startList("(", ")");
    commaSeparated(writer, nodes);
    writer.endList(frame);
  }

  /// Writes `a, b, …`.
  static void commaSeparated(SqlWriter writer, List<? extends @Nullable SqlNode> nodes) {
    for (SqlNode node : nodes) {
      writer.sep(",");
      if (node != null) {
        node.unparse(writer, 0, 0);
      }
    }
  }

  /// Writes `a, b, …` outside any parentheses.
  static void bareList(SqlWriter writer, List<? extends @Nullable SqlNode> nodes) {
    SqlWriter.Frame frame = writer.startList("", "");
    commaSeparated(writer, nodes);
    writer.endList(frame);
  }

  /// Writes `a = x, b = y, …`.
  static void assignments(SqlWriter writer, List<SqlNode> columns, List<SqlNode> values) {
    SqlWriter.Frame frame = writer.startList("", "");
    for (int i = 0; i < columns.size(); i++) {
      writer.sep(",");
      columns.get(i).unparse(writer, 0, 0);
      writer.keyword("=");
      values.get(i).unparse(writer, 0, 0);
    }
    writer.endList(frame);
  }

  /// Writes `CREATE [OR REPLACE] kind [IF NOT EXISTS] name`.
  static void create(
      SqlWriter writer, boolean replace, String kind, boolean ifNotExists, SqlIdentifier name) {
    writer.keyword(replace ? "CREATE OR REPLACE" : "CREATE");
    writer.keyword(kind);
    if (ifNotExists) {
      writer.keyword("IF NOT EXISTS");
    }
    name.unparse(writer, 0, 0);
  }

  /// The name in dotted form, as settings and options are looked up.
  static String dotted(SqlIdentifier name) {
    return String.join(".", name.names);
  }
}
