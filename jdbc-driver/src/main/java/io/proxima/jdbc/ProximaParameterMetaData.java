package io.proxima.jdbc;

import io.proxima.client.ParameterColumn;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.List;

/// What the parameters of a prepared statement take, as its plan says.
///
/// - **Threads:** immutable.
final class ProximaParameterMetaData implements ParameterMetaData, Unwrapping {
  private final List<ParameterColumn> parameters;
  private final VectorType vectorType;

  ProximaParameterMetaData(List<ParameterColumn> parameters, VectorType vectorType) {
    this.parameters = parameters;
    this.vectorType = vectorType;
  }

  @Override
  public int getParameterCount() {
    return parameters.size();
  }

  @Override
  public int isNullable(int param) throws SQLException {
    return at(param).nullable() ? parameterNullable : parameterNoNulls;
  }

  @Override
  public boolean isSigned(int param) throws SQLException {
    return JdbcTypes.isSigned(at(param).type());
  }

  @Override
  public int getPrecision(int param) throws SQLException {
    ParameterColumn found = at(param);
    return JdbcTypes.precisionOf(found.type(), found.precision());
  }

  @Override
  public int getScale(int param) throws SQLException {
    return at(param).scale();
  }

  @Override
  public int getParameterType(int param) throws SQLException {
    return JdbcTypes.codeOf(at(param).type(), vectorType);
  }

  @Override
  public String getParameterTypeName(int param) throws SQLException {
    return JdbcTypes.nameOf(at(param).type());
  }

  @Override
  public String getParameterClassName(int param) throws SQLException {
    return JdbcTypes.classOf(at(param).type(), vectorType).getName();
  }

  @Override
  public int getParameterMode(int param) throws SQLException {
    at(param);
    return parameterModeIn;
  }

  private ParameterColumn at(int param) throws SQLException {
    if (param < 1 || param > parameters.size()) {
      throw SqlErrors.of("07009", "parameter " + param + " of a statement of " + parameters.size());
    }
    return parameters.get(param - 1);
  }
}
