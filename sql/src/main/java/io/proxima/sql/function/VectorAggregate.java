package io.proxima.sql.function;

import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.util.Optionality;

/// An aggregate of dense vectors, element by element, as a `VECTOR`: NULLs are left out, without
/// values it is NULL.
public final class VectorAggregate extends SqlAggFunction {
  VectorAggregate(String name) {
    super(
        name,
        null,
        SqlKind.OTHER_FUNCTION,
        call -> SqlTypes.INSTANCE.vector(((VectorType) call.getOperandType(0)).dim(), true),
        InferTypes.FIRST_KNOWN,
        VectorOperands.ONE_DENSE,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.FORBIDDEN);
  }
}
