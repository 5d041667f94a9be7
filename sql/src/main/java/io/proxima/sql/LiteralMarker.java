package io.proxima.sql;

import io.proxima.grammar.StatementText;
import io.proxima.grammar.StatementText.Literal;
import io.proxima.sql.function.VectorSyntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.jspecify.annotations.Nullable;

/// Finds the literals that a parameter may stand for in a tree as the parser gives it, and puts a
/// [MarkedLiteral] in the place of each. What is not named here stays as it is.
///
/// - **Threads:** one thread, one statement.
final class LiteralMarker {
  private final StatementText text;
  private final Map<Integer, Integer> literalAt = new HashMap<>();
  private final List<LiteralPlace> places;

  LiteralMarker(StatementText text) {
    this.text = text;
    this.places = new ArrayList<>(Collections.nCopies(text.literals().size(), LiteralPlace.FIXED));
    for (int i = 0; i < text.literals().size(); i++) {
      literalAt.put(text.literals().get(i).start(), i);
    }
  }

  /// Where each literal of the text stands.
  List<LiteralPlace> places() {
    return List.copyOf(places);
  }

  /// The statement with its literals marked; the tree is changed.
  SqlNode mark(SqlNode statement) {
    switch (statement) {
      case SqlInsert insert -> {
        if (insert.getSource().getKind() == SqlKind.VALUES) {
          ((SqlCall) insert.getSource()).getOperandList().forEach(this::row);
        } else {
          insert.setOperand(2, query(insert.getSource()));
        }
      }
      case SqlUpdate update -> condition(update.getCondition());
      case SqlDelete delete -> condition(delete.getCondition());
      default -> {
        return query(statement);
      }
    }
    return statement;
  }

  private void row(SqlNode row) {
    if (row instanceof SqlBasicCall cells && row.getKind() == SqlKind.ROW) {
      for (int i = 0; i < cells.operandCount(); i++) {
        value(cells, i, LiteralPlace.CELL);
      }
    }
  }

  private SqlNode query(SqlNode query) {
    switch (query) {
      case SqlOrderBy ordered -> {
        return ordered(ordered);
      }
      case SqlSelect select -> select(select);
      case SqlWith with -> {
        for (SqlNode item : with.withList) {
          ((SqlWithItem) item).query = query(((SqlWithItem) item).query);
        }
        with.body = query(with.body);
      }
      case SqlBasicCall call when SqlKind.SET_QUERY.contains(call.getKind()) -> {
        for (int i = 0; i < call.operandCount(); i++) {
          call.setOperand(i, query(call.operand(i)));
        }
      }
      default -> {
        // No literals of ours.
      }
    }
    return query;
  }

  private SqlNode ordered(SqlOrderBy ordered) {
    SqlNode query = query(ordered.query);
    if (query instanceof SqlSelect select && !isGrouped(select)) {
      distances(ordered.orderList);
    }
    return new SqlOrderBy(
        ordered.getParserPosition(),
        query,
        ordered.orderList,
        count(ordered.offset),
        count(ordered.fetch));
  }

  private void select(SqlSelect select) {
    if (!isGrouped(select)) {
      // A distance is a number that may be NULL, whatever vector it is to, and its label has
      // nothing of it; the dimension is part of the signature.
      distances(select.getSelectList());
      distances(select.getOrderList());
    }
    if (select.getFrom() != null) {
      select.setFrom(from(select.getFrom()));
    }
    condition(select.getWhere());
    select.setOffset(count(select.getOffset()));
    select.setFetch(count(select.getFetch()));
  }

  /// Where expressions are compared with each other, they stay as they are.
  private static boolean isGrouped(SqlSelect select) {
    return select.isDistinct() || select.getGroup() != null || select.getHaving() != null;
  }

  private SqlNode from(SqlNode from) {
    switch (from) {
      case SqlJoin join -> {
        join.setLeft(from(join.getLeft()));
        join.setRight(from(join.getRight()));
        condition(join.getCondition());
      }
      case SqlBasicCall as when from.getKind() == SqlKind.AS ->
          as.setOperand(0, from(as.operand(0)));
      default -> {
        return query(from);
      }
    }
    return from;
  }

  private void condition(@Nullable SqlNode condition) {
    if (!(condition instanceof SqlBasicCall call)) {
      return;
    }
    switch (call.getKind()) {
      case AND, OR, NOT -> call.getOperandList().forEach(this::condition);
      case EQUALS,
          NOT_EQUALS,
          LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          IS_DISTINCT_FROM,
          IS_NOT_DISTINCT_FROM -> {
        if (call.operand(0) instanceof SqlIdentifier) {
          value(call, 1, LiteralPlace.COMPARED);
        } else if (call.operand(1) instanceof SqlIdentifier) {
          value(call, 0, LiteralPlace.COMPARED);
        }
        distances(call);
      }
      case BETWEEN -> {
        if (call.operand(0) instanceof SqlIdentifier) {
          value(call, 1, LiteralPlace.COMPARED);
          value(call, 2, LiteralPlace.COMPARED);
        }
      }
      case IN, NOT_IN -> list(call);
      case EXISTS -> call.setOperand(0, query(call.operand(0)));
      default -> {
        // Other conditions keep their literals.
      }
    }
  }

  private void list(SqlBasicCall in) {
    if (in.operand(1) instanceof SqlNodeList members) {
      for (int i = 0; i < members.size() && in.operand(0) instanceof SqlIdentifier; i++) {
        SqlNode marked = marked(members.get(i), LiteralPlace.COMPARED);
        members.set(i, marked);
      }
    } else {
      in.setOperand(1, query(in.operand(1)));
    }
  }

  private void distances(@Nullable SqlNode expression) {
    if (expression instanceof SqlNodeList list) {
      list.forEach(this::distances);
    } else if (expression instanceof SqlBasicCall call) {
      if (VectorSyntax.isDistance(call) && call.operandCount() >= 2) {
        if (call.operand(0) instanceof SqlIdentifier) {
          vector(call, 1);
        } else if (call.operand(1) instanceof SqlIdentifier) {
          vector(call, 0);
        }
      } else if (!call.isA(SqlKind.QUERY) && call.getKind() != SqlKind.OVER) {
        call.getOperandList().forEach(this::distances);
      }
    }
  }

  private void vector(SqlBasicCall distance, int operand) {
    if (distance.operand(operand) instanceof SqlCharStringLiteral) {
      value(distance, operand, LiteralPlace.VECTOR);
    }
  }

  private @Nullable SqlNode count(@Nullable SqlNode rows) {
    return rows == null ? null : marked(rows, LiteralPlace.COUNT);
  }

  private void value(SqlBasicCall call, int operand, LiteralPlace place) {
    SqlNode value = call.operand(operand);
    if (value instanceof SqlBasicCall minus && value.getKind() == SqlKind.MINUS_PREFIX) {
      minus.setOperand(0, marked(minus.operand(0), place));
    } else if (value != null) {
      call.setOperand(operand, marked(value, place));
    }
  }

  /// The literal with its mark, if it is one token of the text; anything else as it is.
  private SqlNode marked(SqlNode node, LiteralPlace place) {
    boolean isText = node.getClass() == SqlCharStringLiteral.class;
    if (!isText && node.getClass() != SqlNumericLiteral.class) {
      return node;
    }
    int start =
        Errors.position(
                text.sql(),
                node.getParserPosition().getLineNum(),
                node.getParserPosition().getColumnNum())
            - 1;
    int end =
        Errors.position(
            text.sql(),
            node.getParserPosition().getEndLineNum(),
            node.getParserPosition().getEndColumnNum());
    Integer position = literalAt.get(start);
    Literal literal = position == null ? null : text.literals().get(position);
    if (position == null
        || literal == null
        || literal.end() != end
        || literal.isString() != isText) {
      return node;
    }
    places.set(position, place);
    return node instanceof SqlCharStringLiteral string
        ? new MarkedLiteral.Text(
            string, position, place == LiteralPlace.CELL, node.getParserPosition())
        : new MarkedLiteral.Numeric((SqlNumericLiteral) node, position, node.getParserPosition());
  }
}
