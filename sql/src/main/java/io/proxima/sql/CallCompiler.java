package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.TableDef;
import io.proxima.grammar.ProximaParser;
import io.proxima.sql.type.Located;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.type.SqlTypeName;

/// Compiles `CALL proxima.…`.
final class CallCompiler {
  private static final List<String> NAMES =
      List.of("accept_clock", "compact", "flush", "quarantine");

  private final Compilation compilation;

  CallCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Statement.Control compile(SqlCall statement) {
    SqlCall call = statement.operand(0);
    SqlIdentifier name =
        call.getOperator().getNameAsId() == null
            ? new SqlIdentifier(call.getOperator().getName(), call.getParserPosition())
            : call.getOperator().getNameAsId();
    String procedure = name.names.getLast().toLowerCase(Locale.ROOT);
    boolean isOurs = name.names.size() == 2 && name.names.getFirst().equals("proxima");
    if (!isOurs || !NAMES.contains(procedure)) {
      throw Located.at(
          statement.getParserPosition(),
          ErrorCode.UNDEFINED_OBJECT,
          "there is no procedure "
              + String.join(".", name.names)
              + "; CALL takes proxima."
              + String.join(", proxima.", NAMES));
    }
    boolean takesTable = !procedure.equals("accept_clock");
    if (call.operandCount() != (takesTable ? 1 : 0)) {
      throw Located.at(
          statement.getParserPosition(),
          ErrorCode.SYNTAX_ERROR,
          "proxima."
              + procedure
              + (takesTable ? " takes the name of a table as text" : " takes nothing")
              + ", got "
              + call.operandCount()
              + " values");
    }
    return switch (procedure) {
      case "flush" -> new Statement.Flush(table(call.operand(0)));
      case "compact" -> new Statement.Compact(table(call.operand(0)));
      case "quarantine" -> new Statement.Quarantine(table(call.operand(0)));
      case "accept_clock" -> new Statement.AcceptClock();
      default -> throw new IllegalStateException(procedure);
    };
  }

  private TableDef table(SqlNode value) {
    if (value instanceof SqlLiteral literal
        && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
      try {
        SqlNode name = ProximaParser.parseExpression(literal.getValueAs(String.class));
        if (name instanceof SqlIdentifier identifier) {
          return compilation.target(new SqlIdentifier(identifier.names, value.getParserPosition()));
        }
      } catch (SqlParseException e) {
        // It is no name.
      }
    }
    throw Located.at(
        value.getParserPosition(),
        ErrorCode.INVALID_PARAMETER,
        "expected the name of a table as text, got " + value);
  }
}
