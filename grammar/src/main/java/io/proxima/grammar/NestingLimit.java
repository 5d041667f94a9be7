package io.proxima.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// Keeps a statement small enough for recursive code: what nests too deeply is refused before the
/// parser descends into it.
///
/// Fed with the tokens of a text, in order, it counts per open bracket. A tree that is too deep for
/// another reason (a long chain of joins) is found by [#checkTree(SqlNode)].
final class NestingLimit {

  /// Brackets and CASE inside each other; also the operators of one expression that may hang one
  /// below the other.
  static final int MAX_NESTING = 256;

  /// Members of one comma-separated list.
  static final int MAX_MEMBERS = 10_000;

  /// Levels of the parse tree.
  static final int MAX_TREE = 640;

  /// What a token means to the count.
  enum Role {
    OPEN,
    CLOSE,
    COMMA,
    CLAUSE,
    STATEMENT,
    SET_OPERATION,
    OR,
    AND,
    OPERATOR,
    DESCENT
  }

  private final Deque<Frame> outer = new ArrayDeque<>();
  private Frame current = new Frame(0);

  /// Counts one token; `bracket` tells kinds of brackets apart.
  ///
  /// @throws SqlParseException if a limit is passed
  void count(Role role, int bracket, SqlParserPos pos) throws SqlParseException {
    switch (role) {
      case OPEN -> open(bracket, pos);
      case CLOSE -> close(bracket);
      case COMMA -> {
        current.clause();
        if (++current.members > MAX_MEMBERS) {
          throw error(pos, "List has more than " + MAX_MEMBERS + " members");
        }
      }
      case CLAUSE -> {
        current.clause();
        current.members = 1;
      }
      case STATEMENT -> current = new Frame(current.bracket);
      case OR, AND, OPERATOR, DESCENT, SET_OPERATION -> {
        current.operator(role);
        if (current.depth() > MAX_NESTING) {
          throw error(pos, "Expression chains more than " + MAX_NESTING + " operators");
        }
      }
    }
  }

  private void open(int bracket, SqlParserPos pos) throws SqlParseException {
    if (outer.size() >= MAX_NESTING) {
      throw error(pos, "Statement nests more than " + MAX_NESTING + " parentheses");
    }
    outer.push(current);
    current = new Frame(bracket);
  }

  private void close(int bracket) {
    if (current.bracket == bracket && !outer.isEmpty()) {
      current = outer.pop();
    }
  }

  /// Measures the tree without recursion.
  ///
  /// @throws SqlParseException if it is too deep, with the position of a node that is
  static void checkTree(SqlNode root) throws SqlParseException {
    Deque<Level> open = new ArrayDeque<>();
    open.push(new Level(root, 1));
    while (!open.isEmpty()) {
      Level level = open.pop();
      if (level.depth > MAX_TREE) {
        SqlParserPos pos = level.node.getParserPosition();
        throw error(
            pos.getLineNum() > 0 ? pos : root.getParserPosition(),
            "Statement is deeper than " + MAX_TREE + " levels");
      }
      for (SqlNode part : parts(level.node)) {
        if (part != null) {
          open.push(new Level(part, level.depth + 1));
        }
      }
    }
  }

  private static List<? extends @Nullable SqlNode> parts(SqlNode node) {
    return switch (node) {
      case SqlNodeList list -> list.getList();
      case SqlCall call -> call.getOperandList();
      default -> List.of();
    };
  }

  static SqlParseException error(SqlParserPos pos, String message) {
    return new SqlParseException(message, pos, null, null, new IllegalArgumentException(message));
  }

  private record Level(SqlNode node, int depth) {}

  /// One open bracket: its list so far, and what its latest member is made of.
  private static final class Frame {
    private final int bracket;
    private int members = 1;
    private int descents;
    private int setOperations;
    private int ors;
    private int ands;
    private int mostAnds;
    private int operators;
    private int mostOperators;

    Frame(int bracket) {
      this.bracket = bracket;
    }

    void clause() {
      descents = 0;
      ors = 0;
      ands = 0;
      mostAnds = 0;
      operators = 0;
      mostOperators = 0;
    }

    void operator(Role role) {
      switch (role) {
        case DESCENT -> descents++;
        case SET_OPERATION -> setOperations++;
        case OPERATOR -> mostOperators = Math.max(mostOperators, ++operators);
        case AND -> {
          operators = 0;
          mostAnds = Math.max(mostAnds, ++ands);
        }
        default -> {
          operators = 0;
          ands = 0;
          ors++;
        }
      }
    }

    int depth() {
      return Math.max(Math.max(descents, setOperations), ors + mostAnds + mostOperators);
    }
  }
}
